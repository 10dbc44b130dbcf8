import { type Job, type JobId, jobNotCancellable, jobNotFound } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterCommit, type Database, type Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Batches } from './batches.ts'
import { tellGivenUp } from './give-up-job.ts'
import type { Handlers } from './handlers.ts'
import { LostLease } from './job.ts'
import { dequeueJobs, type JobRow, presentJob } from './job-rows.ts'
import { contextOfViewer, type Viewer } from './list-jobs.ts'
import type { ActiveRun } from './perform-job.ts'
import { tellJobChanged } from './run.ts'

type CancelDeps = {
  database: Database
  personLog: PersonLog
  handlers: Handlers
  batches: Batches
  active: Map<JobId, ActiveRun>
}

/**
 * Ends a waiting or running job and its parts; what is done stays. A run in this process is aborted at once, one
 * elsewhere when its worker next looks; neither can write an outcome any more. Throws the Problems `jobNotFound` and
 * `jobNotCancellable`.
 */
export async function cancelJob(deps: CancelDeps, input: Viewer & { jobId: JobId }): Promise<Job> {
  const { jobId, spaceId } = input
  return deps.database.write(contextOfViewer(input), async (tx) => {
    const { state } = await lockJob(tx, { jobId, spaceId })
    if (state !== 'waiting' && state !== 'running') throw jobNotCancellable({ state })
    const [row] = await endJobs(deps, { tx, which: { ids: [jobId] } })
    if (row === undefined) throw jobNotCancellable({ state: 'done' })
    await cancelParts(deps, { tx, parents: [jobId] })
    await tellJobChanged(deps, { tx, row })
    const { parent_id: parent } = row
    if (parent !== null) afterCommit(tx, () => deps.batches.touch(parent))
    return presentJob(row)
  })
}

/** Locks without keeping parts from being added, since who adds one may hold what is wanted next. */
export async function lockJob(tx: Tx, which: { jobId: JobId; spaceId: JobRow['space_id'] }): Promise<JobRow> {
  const row = await tx
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', which.jobId)
    .where('space_id', 'is not distinct from', which.spaceId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row === undefined) throw jobNotFound({ job_id: which.jobId })
  return row
}

/** Looks again until nothing is found: a part that just ended may have added others. */
async function cancelParts(deps: CancelDeps, { tx, parents }: { tx: Tx; parents: readonly JobId[] }): Promise<void> {
  for (;;) {
    const ended = await endJobs(deps, { tx, which: { parents } })
    if (ended.length === 0) return
    const batches = ended.filter((row) => row.is_batch).map(({ id }) => id)
    if (batches.length > 0) await cancelParts(deps, { tx, parents: batches })
  }
}

type Which = { ids: readonly JobId[] } | { parents: readonly JobId[] }

async function endJobs(deps: CancelDeps, { tx, which }: { tx: Tx; which: Which }): Promise<JobRow[]> {
  const query = tx
    .updateTable('jobs')
    .set({ state: 'cancelled', worker_id: null, finished_at: sql<Date>`now()`, updated_at: sql<Date>`now()` })
    .where('state', 'in', ['waiting', 'running'])
    .returningAll()
  const rows = await (
    'ids' in which ? query.where('id', 'in', which.ids) : query.where('parent_id', 'in', which.parents)
  ).execute()
  const ids = rows.map(({ id }) => id)
  await dequeueJobs(tx, ids)
  for (const row of rows) await tellGivenUp(deps, { tx, row, why: { state: 'cancelled', error: 'cancelled' } })
  afterCommit(tx, () => {
    for (const id of ids) deps.active.get(id)?.abort.abort(new LostLease('the job was cancelled'))
  })
  return rows
}
