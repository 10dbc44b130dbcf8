import { type AuditEntry, auditEntryId, invalidRequest } from '@kinfolio/contracts'
import type { Context, Database } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { auditFile, type AuditFormat } from './audit-file.ts'
import { type AuditFilters, type AuditOf, deleteAuditBefore, listAuditRows } from './audit-list.queries.ts'
import { messages } from './messages.ts'

type ReadDeps = { database: Database }
type Reading = { context: Context; of: AuditOf; filters: AuditFilters }

/** A portion of the log, newest first. Throws `invalid-request` for a cursor that is none of ours. */
export async function listAudit(
  { database }: ReadDeps,
  input: Reading & { limit: number; cursor?: string | undefined },
): Promise<{ entries: AuditEntry[]; next_cursor: string | null }> {
  const cursor = input.cursor === undefined ? undefined : auditEntryId.safeParse(input.cursor)
  if (cursor?.success === false) throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
  const entries = await database.read(input.context, async (db) =>
    listAuditRows(db, { ...input, before: cursor?.data, limit: input.limit + 1 }),
  )
  const shown = entries.slice(0, input.limit)
  return { entries: shown, next_cursor: entries.length > input.limit ? (shown.at(-1)?.id ?? null) : null }
}

const PORTION = 500

/** The whole log as a file, read while it is sent. That it was taken away is recorded, and stands in it. */
export async function exportAudit(
  { database }: ReadDeps,
  input: Reading & { as: AuditFormat; address: string; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const { context, of } = input
  const actorId = context.kind === 'person' ? context.userId : undefined
  await database.write(context, async (tx) =>
    recordAudit(tx, { action: 'audit.exported', actorId, ...of, address: input.address }),
  )
  return auditFile(input.as, portions({ database }, input))
}

async function* portions(deps: ReadDeps, input: Reading & { signal: AbortSignal }): AsyncGenerator<AuditEntry[]> {
  let cursor: string | undefined
  do {
    input.signal.throwIfAborted()
    const list = await listAudit(deps, { ...input, limit: PORTION, cursor })
    yield list.entries
    cursor = list.next_cursor ?? undefined
  } while (cursor !== undefined)
}

const SWEPT_AT_ONCE = 5_000

/** Forgets what is older than the server keeps its audit log. */
export async function sweepAudit(
  { database }: ReadDeps,
  { now, days, signal }: { now: Date; days: number; signal: AbortSignal },
): Promise<void> {
  const before = new Date(now.getTime() - days * 86_400_000)
  for (let swept = SWEPT_AT_ONCE; swept === SWEPT_AT_ONCE && !signal.aborted;) {
    swept = await database.write({ kind: 'sweep' }, async (tx) =>
      deleteAuditBefore(tx, { before, atMost: SWEPT_AT_ONCE }),
    )
  }
}
