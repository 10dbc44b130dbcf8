import type { JobId } from '@kinfolio/contracts'
import { type Database, SWEEP } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Log } from '../log.ts'
import { messages } from '../messages.ts'
import { describeFailure, JobTimedOut, judgeFailure } from './backoff.ts'
import type { Batches } from './batches.ts'
import { type Handlers, handlerOf, readPayload } from './handlers.ts'
import { LostLease } from './job.ts'
import { attemptsOf, claimJob, type JobRow, type Lease, settleJob } from './job-rows.ts'
import { giveUpJob } from './give-up-job.ts'
import { ABORT_GRACE_MS } from './limits.ts'
import { createProgress, type ShowProgress } from './progress.ts'
import { contextOf, createRun, tellJobChanged } from './run.ts'

/** The server stops: its jobs are others' to run, at once and at no cost. */
export class ServerStops extends Error {
  override readonly name = 'ServerStops'
}

/** `seenAt` is a moment of `performance.now()`: a look at the database from before it knows nothing of the run. */
export type ActiveRun = { lease: Lease; abort: AbortController; seenAt: number }

export type PerformDeps = {
  database: Database
  personLog: PersonLog
  showProgress: ShowProgress
  handlers: Handlers
  batches: Batches
  active: Map<JobId, ActiveRun>
  log: Log
  workerId: string
  random: () => number
  backoffFirstMs?: number | undefined
}

/** Runs one job to its end: done, failed, or waiting for its next attempt. Does nothing when it is not waiting. */
export async function performJob(deps: PerformDeps, jobId: JobId): Promise<void> {
  const row = await deps.database.write(SWEEP, async (tx) => {
    const claimed = await claimJob(tx, { jobId, workerId: deps.workerId })
    if (claimed !== undefined) await tellJobChanged(deps, { tx, row: claimed })
    return claimed
  })
  if (row === undefined) return
  const run: ActiveRun = {
    lease: { jobId, workerId: deps.workerId, attempt: row.attempts },
    abort: new AbortController(),
    seenAt: performance.now(),
  }
  deps.active.set(jobId, run)
  try {
    await runClaimed(deps, { row, ...run })
  } finally {
    deps.active.delete(jobId)
    if (row.parent_id !== null) deps.batches.touch(row.parent_id)
  }
}

type Claimed = ActiveRun & { row: JobRow }

async function runClaimed(deps: PerformDeps, claimed: Claimed): Promise<void> {
  const { row, lease, abort } = claimed
  const { signal } = abort
  const progress = createProgress(deps, { row, lease })
  const run = createRun(deps, { row, lease, signal, progress: progress.report })
  try {
    const handler = handlerOf(deps.handlers, row)
    const payload = readPayload(handler, row)
    await withinTime({ abort, timeoutMs: handler.kind.timeoutMs }, handler.run(payload, run))
    if (run.isSettled()) return
    signal.throwIfAborted()
    await run.finish(async () => Promise.resolve())
  } catch (error) {
    if (run.isSettled()) deps.log.warn({ err: error, jobId: row.id }, 'a job failed after its outcome was written')
    else await settleFailure(deps, { ...claimed, error: signal.aborted ? signal.reason : error })
  } finally {
    progress.stop()
  }
}

/** A handler is asked to stop by its signal, and left behind when it does not: its lease is gone by then. */
async function withinTime(limit: { abort: AbortController; timeoutMs: number }, work: Promise<void>): Promise<void> {
  const { abort, timeoutMs } = limit
  const words = messages.jobTookLonger(Math.round(timeoutMs / 1000))
  const timeout = setTimeout(() => abort.abort(new JobTimedOut(words)), timeoutMs)
  let grace: NodeJS.Timeout | undefined
  const leftBehind = new Promise<never>((_resolve, reject) => {
    const leave = (): void => reject(new LostLease('the handler did not stop when asked to'))
    abort.signal.addEventListener('abort', () => (grace = setTimeout(leave, ABORT_GRACE_MS)), { once: true })
  })
  try {
    await Promise.race([work, leftBehind])
  } finally {
    clearTimeout(timeout)
    clearTimeout(grace)
    // Left behind, it may still fail; nobody waits for it any more.
    work.catch(() => undefined)
  }
}

async function settleFailure(deps: PerformDeps, failed: Claimed & { error: unknown }): Promise<void> {
  const { row, lease, error } = failed
  // Who cancelled or freed the job has written its state already.
  if (error instanceof LostLease) return
  if (error instanceof ServerStops) return retryLater(deps, { row, lease, delayMs: 0, isAttemptCounted: false })
  const verdict = judgeFailure(
    { error, attempt: attemptsOf(row), maxAttempts: row.max_attempts, firstDelayMs: deps.backoffFirstMs },
    deps.random,
  )
  const about = { err: error, jobId: row.id, kind: row.kind, attempt: attemptsOf(row) }
  if (verdict.kind === 'retry') {
    deps.log.warn(about, 'a job failed and will be tried again')
    return retryLater(deps, { row, lease, error: verdict.text, ...verdict })
  }
  deps.log.error(about, 'a job failed for good')
  await giveUpJob(deps, { row, error: describeFailure(error), lease })
}

type Later = { row: JobRow; lease: Lease; error?: string; delayMs: number; isAttemptCounted: boolean }

async function retryLater(deps: PerformDeps, { row, lease, ...later }: Later): Promise<void> {
  await deps.database.write(contextOf(row), async (tx) => {
    const outcome = { state: 'waiting', error: undefined, ...later } as const
    if (await settleJob(tx, { lease, outcome })) await tellJobChanged(deps, { tx, row })
  })
}
