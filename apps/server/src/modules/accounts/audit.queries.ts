import { auditEntryId, type SpaceId, type UserId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'

/** Who, what, which object, from where. When is now; content never belongs here. */
export type AuditEntry = {
  /** `noun.verb`, such as `member.removed`; the interface has the words for it. */
  action: `${string}.${string}`
  /** Who did it; undefined when nobody is signed in. */
  actorId: UserId | undefined
  /** The space it happened in, for its owners to read. */
  spaceId?: SpaceId
  /** Whose account it happened to, for that person to read. */
  userId?: UserId
  object?: { kind: string; id: string }
  address?: string
}

/** In the transaction of what it tells of: neither exists without the other. Names a space or a person, or both. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      id: newId(auditEntryId),
      space_id: entry.spaceId ?? null,
      user_id: entry.userId ?? null,
      actor_id: entry.actorId ?? null,
      action: entry.action,
      object_kind: entry.object?.kind ?? null,
      object_id: entry.object?.id ?? null,
      address: entry.address ?? '',
    })
    .execute()
}
