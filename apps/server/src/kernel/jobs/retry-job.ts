import { type Job, type JobId, jobNotRetryable } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterCommit, type Database, type Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Batches } from './batches.ts'
import { lockJob } from './cancel-job.ts'
import { enqueueJobs, findJob, presentJob } from './job-rows.ts'
import { contextOfViewer, type Viewer } from './list-jobs.ts'
import { tellJobChanged } from './run.ts'

type RetryDeps = { database: Database; personLog: PersonLog; batches: Batches }

/**
 * Starts a failed or cancelled job afresh, a batch with those of its parts that are not done. Throws the Problems
 * `jobNotFound` and `jobNotRetryable`.
 */
export async function retryJob(deps: RetryDeps, input: Viewer & { jobId: JobId }): Promise<Job> {
  return deps.database.write(contextOfViewer(input), async (tx) => {
    const row = await lockJob(tx, input)
    if (row.state !== 'failed' && row.state !== 'cancelled') throw jobNotRetryable({ state: row.state })
    if (row.is_batch) await startParts(tx, row.id)
    await startAgain(tx, { ids: [row.id], isBatch: row.is_batch })
    const batch = row.is_batch ? row.id : row.parent_id
    if (row.parent_id !== null) await startAgain(tx, { ids: [row.parent_id], isBatch: true })
    if (batch !== null) afterCommit(tx, () => deps.batches.touch(batch))
    await tellJobChanged(deps, { tx, row })
    const started = await findJob(tx, input)
    return presentJob(started ?? row)
  })
}

async function startParts(tx: Tx, batch: JobId): Promise<void> {
  const parts = await tx
    .selectFrom('jobs')
    .select(['id', 'is_batch'])
    .where('parent_id', '=', batch)
    .where('state', 'in', ['failed', 'cancelled'])
    .execute()
  for (const part of parts) if (part.is_batch) await startParts(tx, part.id)
  for (const isBatch of [false, true]) {
    const ids = parts.filter((part) => part.is_batch === isBatch).map(({ id }) => id)
    if (ids.length > 0) await startAgain(tx, { ids, isBatch })
  }
}

/** A batch runs while its parts do, and its next count says how far it is. */
async function startAgain(tx: Tx, { ids, isBatch }: { ids: readonly JobId[]; isBatch: boolean }): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({
      state: isBatch ? 'running' : 'waiting',
      attempts: 0,
      losses: 0,
      error: null,
      next_attempt_at: null,
      finished_at: null,
      updated_at: sql<Date>`now()`,
    })
    .where('id', 'in', ids)
    .where('state', 'in', ['failed', 'cancelled', 'done'])
    .where('is_batch', '=', isBatch)
    .execute()
  if (!isBatch) await enqueueJobs(tx, ids)
}
