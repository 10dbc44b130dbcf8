import { type AuditAction, auditEntryId, type SpaceId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'

/** Who, what, which object, from where. When is now; content never belongs here. */
export type AuditEntry = {
  /** One of the catalogue in the contracts; the interface has the words for it. */
  action: AuditAction
  /** Who did it; undefined when nobody is signed in, and for Kinfolio itself. */
  actorId: UserId | undefined
  /** The space it happened in, for its owners to read. */
  spaceId?: SpaceId
  /** Whose account it happened to, for that person to read. */
  userId?: UserId
  object?: { kind: string; id: string }
  address?: string | undefined
}

/** In the transaction of what it tells of: neither exists without the other. Names a space or a person, or both. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.insertInto('audit_log').values(rowOf(entry)).execute()
}

/**
 * What people do over and over, such as opening a document: told once for each person, object and day (in UTC), however many processes see it.
 */
export async function recordAuditOnceADay(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({ ...rowOf(entry), day: sql<Date>`(now() at time zone 'utc')::date` })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function rowOf(entry: AuditEntry) {
  return {
    id: newId(auditEntryId),
    space_id: entry.spaceId ?? null,
    user_id: entry.userId ?? null,
    actor_id: entry.actorId ?? null,
    action: entry.action,
    object_kind: entry.object?.kind ?? null,
    object_id: entry.object?.id ?? null,
    address: entry.address ?? '',
  }
}
