import {
  type AuditAction,
  auditActions,
  type AuditEntry,
  type AuditEntryId,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import { type Selectable, sql } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

/** Whose log: a space's, or that of one person's account. */
export type AuditOf = { spaceId: SpaceId } | { userId: UserId }
export type AuditFilters = {
  action?: AuditAction | undefined
  by?: UserId | undefined
  from?: string | undefined
  to?: string | undefined
}
type Portion = { limit: number; before?: AuditEntryId | undefined }
type Row = Selectable<DB['audit_log']>

/** Newest first. What people did to their own account in a space's name stands in both logs. */
export async function listAuditRows(
  db: Db,
  { of, filters, ...portion }: Portion & { of: AuditOf; filters: AuditFilters },
): Promise<AuditEntry[]> {
  let query = db.selectFrom('audit_log').selectAll()
  query = 'spaceId' in of ? query.where('space_id', '=', of.spaceId) : query.where('user_id', '=', of.userId)
  if (filters.action !== undefined) query = query.where('action', '=', filters.action)
  if (filters.by !== undefined) query = query.where('actor_id', '=', filters.by)
  if (filters.from !== undefined) query = query.where('at', '>=', new Date(filters.from))
  if (filters.to !== undefined) query = query.where('at', '<', new Date(filters.to))
  // Ids are made in the order of time, so that they are the cursor as well.
  if (portion.before !== undefined) query = query.where('id', '<', portion.before)
  const rows = await query.orderBy('id', 'desc').limit(portion.limit).execute()
  return withNames(db, rows)
}

async function withNames(db: Db, rows: readonly Row[]): Promise<AuditEntry[]> {
  const ids = [...new Set(rows.flatMap(({ actor_id, user_id }) => [actor_id, user_id]))].filter((id) => id !== null)
  const named = await sql<{ user_id: UserId; name: string }>`
    select * from names_in_audit(${ids}::uuid[])`.execute(db)
  const names = new Map(named.rows.map(({ user_id, name }) => [user_id, name]))
  const person = (id: UserId | null): AuditEntry['person'] => {
    const name = id === null ? undefined : names.get(id)
    return id === null || name === undefined ? null : { id, name }
  }
  return rows.map((row) => present(row, person))
}

function present(row: Row, person: (id: UserId | null) => AuditEntry['person']): AuditEntry {
  const { id, at, action, actor_id, user_id, object_kind, object_id, address } = row
  const actor = person(actor_id)
  return {
    id,
    at: at.toISOString(),
    action,
    actor,
    actor_kind: actor === null ? kindWithoutActor(action) : 'person',
    person: person(user_id),
    object: object_kind === null || object_id === null ? null : { kind: object_kind, id: object_id },
    address,
  }
}

function kindWithoutActor(action: string): AuditEntry['actor_kind'] {
  // Asked of the table by a name that may be a newer server's.
  return (auditActions as Record<string, AuditEntry['actor_kind']>)[action] ?? 'gone'
}

/** In the sweep's context. Answers how many were removed. */
export async function deleteAuditBefore(tx: Tx, at: { before: Date; atMost: number }): Promise<number> {
  const { rows } = await sql`
    delete from audit_log where id in (select id from audit_log where at < ${at.before} order by at limit ${at.atMost})
    returning id`.execute(tx)
  return rows.length
}
