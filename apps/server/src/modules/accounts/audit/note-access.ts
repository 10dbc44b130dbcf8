import type { Context, Database } from '../../../kernel/database/index.ts'
import { type AuditEntry, recordAudit, recordAuditOnceADay } from '../audit.queries.ts'

type Noting = { context: Context; entry: AuditEntry }

/** Records what somebody took away, before the first byte of it leaves: a read has no transaction of its own. */
export async function noteAccess({ database }: { database: Database }, { context, entry }: Noting): Promise<void> {
  await database.write(context, async (tx) => recordAudit(tx, entry))
}

/** Of each database, what this process has seen recorded today; full, it is forgotten, and the table answers. */
const seenOf = new WeakMap<Database, Set<string>>()
const SEEN_MAX = 20_000

/**
 * Records what people do over and over, once for each person, object and day. Only the first time costs a transaction:
 * that what comes again is recorded already is mostly known here. True for what this process had not seen today.
 */
export async function noteDailyAccess({ database }: { database: Database }, noting: Noting): Promise<boolean> {
  const { context, entry } = noting
  const seen = seenOf.get(database) ?? new Set()
  seenOf.set(database, seen)
  const key = [new Date().toISOString().slice(0, 10), entry.actorId, entry.action, entry.object?.id].join(' ')
  if (seen.has(key)) return false
  await database.write(context, async (tx) => recordAuditOnceADay(tx, entry))
  if (seen.size >= SEEN_MAX) seen.clear()
  seen.add(key)
  return true
}
