import type { JobId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP } from '../database/index.ts'
import { LostLease } from './job.ts'
import type { JobRow } from './job-rows.ts'
import type { ActiveRun } from './perform-job.ts'

type HeartbeatDeps = { database: Database; workerId: string; active: Map<JobId, ActiveRun> }
export type Heartbeat = {
  /** Says that this worker lives. Answers jobs that it holds but no longer runs, seen at two beats in a row. */
  beat(triggerPool: string | null): Promise<JobRow[]>
  /** This worker ends in an orderly way and holds nothing. */
  end(): Promise<void>
}

/** A worker's sign of life, and its look at what became of its jobs behind its back. */
export function createHeartbeat(deps: HeartbeatDeps): Heartbeat {
  let unknownBefore = new Set<JobId>()
  return {
    async beat(triggerPool) {
      const held = await deps.database.write(SWEEP, async (tx) => {
        await sql`
          insert into worker_heartbeats (worker_id, trigger_pool) values (${deps.workerId}::uuid, ${triggerPool})
            on conflict (worker_id) do update set beat_at = now(), trigger_pool = excluded.trigger_pool
        `.execute(tx)
        return tx
          .selectFrom('jobs')
          .selectAll()
          .where('state', '=', 'running')
          .where('worker_id', '=', deps.workerId)
          .execute()
      })
      abortLost(deps.active, held)
      // A job that was claimed this very moment is not known to the process yet, so it is looked at twice.
      const unknown = held.filter((row) => !deps.active.has(row.id))
      const forgotten = unknown.filter((row) => unknownBefore.has(row.id))
      unknownBefore = new Set(unknown.map(({ id }) => id))
      return forgotten
    },
    async end() {
      await deps.database.write(SWEEP, async (tx) =>
        tx.deleteFrom('worker_heartbeats').where('worker_id', '=', deps.workerId).execute(),
      )
    },
  }
}

/** Cancelled by another process, or freed while this one was silent. */
function abortLost(active: Map<JobId, ActiveRun>, held: readonly JobRow[]): void {
  const attempts = new Map(held.map((row) => [row.id, row.attempts]))
  for (const [id, { lease, abort, seenAt }] of active) {
    if (attempts.get(id) === lease.attempt || performance.now() - seenAt < 1_000) continue
    abort.abort(new LostLease('the job was cancelled or freed'))
  }
}
