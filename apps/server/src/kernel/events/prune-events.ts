import { sql } from 'kysely'
import { type Database, SWEEP } from '../database/index.ts'

const EVENTS_KEPT_DAYS = 30
const PRUNED_AT_ONCE = 10_000

/** Forgets events older than 30 days; a device that was away for longer fetches everything afresh. */
export async function pruneEvents({ database }: { database: Database }): Promise<void> {
  for (let pruned = PRUNED_AT_ONCE; pruned === PRUNED_AT_ONCE;) {
    pruned = await database.write(SWEEP, async (tx) => {
      const { rows } = await sql<{ pruned: number }>`
        with gone as (
          delete from user_events where (user_id, seq) in (
            select user_id, seq from user_events where at < now() - ${EVENTS_KEPT_DAYS} * interval '1 day'
              order by at limit ${PRUNED_AT_ONCE})
            returning user_id, seq),
        moved as (
          update user_event_counters c set oldest_seq = greatest(c.oldest_seq, g.seq + 1)
            from (select user_id, max(seq) as seq from gone group by user_id) g where c.user_id = g.user_id)
        select count(*)::int as pruned from gone
      `.execute(tx)
      await sql`delete from event_cursors where acked_at < now() - ${EVENTS_KEPT_DAYS} * interval '1 day'`.execute(tx)
      return rows[0]?.pruned ?? 0
    })
  }
}
