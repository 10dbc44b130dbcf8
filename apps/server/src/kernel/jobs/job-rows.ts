import type { Job, JobId, SpaceId } from '@kinfolio/contracts'
import { type Selectable, sql } from 'kysely'
import type { DB, Db, Tx } from '../database/index.ts'

export type JobRow = Selectable<DB['jobs']>

/** A job as everybody sees it. Its payload stays inside. */
export function presentJob(row: JobRow): Job {
  return {
    id: row.id,
    space_id: row.space_id,
    kind: row.kind,
    state: row.state,
    parent_id: row.parent_id,
    document_id: row.document_id,
    page_id: row.page_id,
    title: row.title,
    progress: { done: row.progress_done, total: row.progress_total, unit: progressUnit(row.progress_unit) },
    attempts: attemptsOf(row),
    max_attempts: row.max_attempts,
    error: row.error,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}

/** The attempts that failed by themselves or still run: a worker that dies is hardly the fault of its jobs. */
export function attemptsOf(row: Pick<JobRow, 'attempts' | 'losses'>): number {
  return row.attempts - row.losses
}

function progressUnit(unit: string): Job['progress']['unit'] {
  return unit === 'pages' || unit === 'files' || unit === 'bytes' ? unit : 'steps'
}

export async function findJob(db: Db, which: { spaceId: SpaceId; jobId: JobId }): Promise<JobRow | undefined> {
  const { spaceId, jobId } = which
  return db.selectFrom('jobs').selectAll().where('space_id', '=', spaceId).where('id', '=', jobId).executeTakeFirst()
}

/** Gives waiting jobs their triggers. Jobs that are not waiting are left alone. */
export async function enqueueJobs(tx: Tx, ids: readonly JobId[]): Promise<void> {
  if (ids.length > 0) await sql`select enqueue_jobs(${ids}::uuid[])`.execute(tx)
}

export async function dequeueJobs(tx: Tx, ids: readonly JobId[]): Promise<void> {
  if (ids.length > 0) await sql`select dequeue_jobs(${ids}::uuid[])`.execute(tx)
}

/** Whose run it is: only the newest run of the worker that holds the job may change it. */
export type Lease = { readonly jobId: JobId; readonly workerId: string; readonly attempt: number }

/** Takes a waiting job, or answers undefined when it is none: a second trigger starts nothing. */
export async function claimJob(tx: Tx, which: { jobId: JobId; workerId: string }): Promise<JobRow | undefined> {
  return tx
    .updateTable('jobs')
    .set((eb) => ({
      state: 'running',
      worker_id: which.workerId,
      attempts: eb('attempts', '+', 1),
      next_attempt_at: null,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', which.jobId)
    .where('state', '=', 'waiting')
    .where('is_batch', '=', false)
    .returningAll()
    .executeTakeFirst()
}

type Outcome =
  | { state: 'done' }
  | { state: 'failed'; error: string }
  | { state: 'waiting'; error: string | undefined; delayMs: number; isAttemptCounted: boolean; isLoss?: boolean }

/** Writes how a run ended, if it is still this run's to say. Answers whether it was. */
export async function settleJob(tx: Tx, { lease, outcome }: { lease: Lease; outcome: Outcome }): Promise<boolean> {
  const settled = await tx
    .updateTable('jobs')
    .set(() => ({ worker_id: null, updated_at: sql<Date>`now()`, ...columnsOf(outcome) }))
    .where('id', '=', lease.jobId)
    .where('state', '=', 'running')
    .where('worker_id', '=', lease.workerId)
    .where('attempts', '=', lease.attempt)
    .returning('id')
    .executeTakeFirst()
  if (settled === undefined) return false
  if (outcome.state === 'waiting') await enqueueJobs(tx, [lease.jobId])
  return true
}

function columnsOf(outcome: Outcome) {
  const over = { state: outcome.state, finished_at: sql<Date>`now()` }
  switch (outcome.state) {
    case 'done':
      return { ...over, error: null, progress_done: sql<number>`progress_total` }
    case 'failed':
      return { ...over, error: outcome.error }
    case 'waiting':
      return {
        state: outcome.state,
        next_attempt_at: outcome.delayMs > 0 ? sql<Date>`now() + ${outcome.delayMs} * interval '1 ms'` : null,
        attempts: outcome.isAttemptCounted ? sql<number>`attempts` : sql<number>`attempts - 1`,
        ...(outcome.isLoss === true ? { losses: sql<number>`losses + 1` } : {}),
        ...(outcome.error === undefined ? {} : { error: outcome.error }),
      }
  }
}

type StoredProgress = { lease: Lease; done: number; total: number }

export async function writeProgress(tx: Tx, { lease, done, total }: StoredProgress): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ progress_done: done, progress_total: total, updated_at: sql<Date>`now()` })
    .where('id', '=', lease.jobId)
    .where('state', '=', 'running')
    .where('worker_id', '=', lease.workerId)
    .where('attempts', '=', lease.attempt)
    .execute()
}
