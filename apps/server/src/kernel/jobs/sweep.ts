import type { JobId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Log } from '../log.ts'
import { messages } from '../messages.ts'
import type { Batches } from './batches.ts'
import { giveUpJob } from './give-up-job.ts'
import type { Handlers } from './handlers.ts'
import { enqueueJobs, type JobRow, settleJob } from './job-rows.ts'
import {
  AFTER_LOSSES_MS,
  FINISHED_JOBS_KEPT_DAYS,
  LOST_TRIGGER_MS,
  SILENT_WORKER_MS,
  SWEEP_JOBS_MAX,
  UPKEEP_ROWS_MAX,
} from './limits.ts'
import { contextOf, tellJobChanged } from './run.ts'

export type SweepDeps = { database: Database; personLog: PersonLog; handlers: Handlers; batches: Batches; log: Log }

/** Frees the jobs of workers that fell silent, and what those had locked. Every worker process does this. */
export async function sweepSilentWorkers(deps: SweepDeps): Promise<void> {
  for (const { workerId, triggerPool } of await silentWorkers(deps.database)) {
    const held = await jobsOf(deps.database, workerId)
    deps.log.warn({ workerId, jobs: held.length }, 'a worker fell silent; its jobs are freed')
    for (const row of held) await freeJob(deps, row)
    await deps.database.write(SWEEP, async (tx) => {
      if (triggerPool !== null) await sql`select clear_triggers(${triggerPool})`.execute(tx)
      await tx
        .deleteFrom('worker_heartbeats')
        .where('worker_id', '=', workerId)
        .where('beat_at', '<', sql<Date>`now() - ${SILENT_WORKER_MS} * interval '1 ms'`)
        .execute()
    })
    await sweepLostTriggers(deps)
  }
}

/**
 * A worker's end is hardly the fault of its jobs, but may be: a job waits longer after each, so that the others are
 * done meanwhile, and one that ends every worker fails for good.
 */
export async function freeJob(deps: SweepDeps, row: JobRow): Promise<void> {
  if (row.worker_id === null) return
  const lease = { jobId: row.id, workerId: row.worker_id, attempt: row.attempts }
  const delayMs = AFTER_LOSSES_MS[row.losses]
  if (delayMs === undefined) {
    await giveUpJob(deps, { row, error: messages.workersDied(row.losses + 1), lease })
    if (row.parent_id !== null) deps.batches.touch(row.parent_id)
    return
  }
  const error = messages.workerDied
  const outcome = { state: 'waiting', error, delayMs, isAttemptCounted: true, isLoss: true } as const
  await deps.database.write(contextOf(row), async (tx) => {
    if (await settleJob(tx, { lease, outcome })) await tellJobChanged(deps, { tx, row })
  })
}

/** Gives jobs that nothing would ever start a new trigger. */
export async function sweepLostTriggers({ database, log }: Pick<SweepDeps, 'database' | 'log'>): Promise<void> {
  await database.write(SWEEP, async (tx) => {
    const { rows } = await sql<{ id: JobId }>`
      select id from jobs_without_trigger(${LOST_TRIGGER_MS} * interval '1 ms', ${SWEEP_JOBS_MAX}) id
    `.execute(tx)
    if (rows.length > 0) log.warn({ jobs: rows.length }, 'jobs without a trigger are started again')
    await enqueueJobs(
      tx,
      rows.map(({ id }) => id),
    )
  })
}

/** Removes old history; parts go with their batch. */
export async function sweepFinishedJobs({ database }: Pick<SweepDeps, 'database'>): Promise<void> {
  await database.write(SWEEP, async (tx) =>
    sql`
      delete from jobs where id in (
        select id from jobs where parent_id is null and state in ('done', 'cancelled')
          and finished_at < now() - ${FINISHED_JOBS_KEPT_DAYS} * interval '1 day'
        order by finished_at limit ${UPKEEP_ROWS_MAX})
    `.execute(tx),
  )
}

type SilentWorker = { workerId: string; triggerPool: string | null }

async function silentWorkers(database: Database): Promise<SilentWorker[]> {
  const { rows } = await database.read(SWEEP, async (db) =>
    sql<SilentWorker>`
      select worker_id as "workerId", trigger_pool as "triggerPool" from worker_heartbeats
        where beat_at < now() - ${SILENT_WORKER_MS} * interval '1 ms'
      union
      select j.worker_id, null from jobs j where j.state = 'running' and j.worker_id is not null
        and not exists (select from worker_heartbeats h where h.worker_id = j.worker_id)
    `.execute(db),
  )
  return rows
}

async function jobsOf(database: Database, workerId: string): Promise<JobRow[]> {
  return database.read(SWEEP, async (db) =>
    db
      .selectFrom('jobs')
      .selectAll()
      .where('worker_id', '=', workerId)
      .where('state', '=', 'running')
      .limit(SWEEP_JOBS_MAX)
      .execute(),
  )
}
