import type { DocumentId, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'

type In = { spaceId: SpaceId; before: Date }

/** On the shelf, neither changed nor opened since. */
const isUntouched = (before: Date) => sql`
  d.trashed_at is null and d.archived_at is null and d.updated_at < ${before} and coalesce(d.opened_at < ${before}, true)`

/** Without changing when it was last changed: it lies in the archive in the order of the library. */
export async function archiveUntouched(
  tx: Tx,
  { spaceId, before, now, atMost }: In & { now: Date; atMost: number },
): Promise<DocumentId[]> {
  const { rows } = await sql<{ id: DocumentId }>`
    -- Found once, before anything is changed: a plan may run a mere subquery again and again, and its limit with it.
    with untouched as materialized (
      select d.id from documents d where d.space_id = ${spaceId} and ${isUntouched(before)}
       order by d.updated_at limit ${atMost} for update)
    update documents d set archived_at = ${now} from untouched u
     where d.space_id = ${spaceId} and d.id = u.id
     returning d.id`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function countUntouched(db: Db, { spaceId, before }: In): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from documents d where d.space_id = ${spaceId} and ${isUntouched(before)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** In the sweep's context: the spaces that have something to archive, and nothing is done about it yet. */
export async function listDueArchives(db: Db, at: { now: Date; jobKind: string }): Promise<SpaceId[]> {
  const { rows } = await sql<{ space_id: SpaceId }>`
    select r.space_id from retention_settings r
      cross join lateral (select ${at.now}::timestamptz - make_interval(days => r.archive_days) as before) u
     where r.archive_days is not null
       and not exists (select from space_deletions x where x.space_id = r.space_id)
       and exists (select from documents d
         where d.space_id = r.space_id and d.trashed_at is null and d.archived_at is null
           and d.updated_at < u.before and coalesce(d.opened_at < u.before, true))
       -- One at a time, and one that failed is not tried again before the next day.
       and not exists (select from jobs j where j.space_id = r.space_id and j.kind = ${at.jobKind}
         and (j.state in ('waiting', 'running') or (j.state = 'failed' and j.finished_at > ${at.now}::timestamptz - interval '1 day')))
     order by r.space_id`.execute(db)
  return rows.map(({ space_id }) => space_id)
}
