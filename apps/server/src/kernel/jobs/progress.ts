import type { Job, SpaceId } from '@kinfolio/contracts'
import type { Database } from '../database/index.ts'
import type { Log } from '../log.ts'
import { type JobRow, type Lease, presentJob, writeProgress } from './job-rows.ts'
import { PROGRESS_MESSAGE_MS, PROGRESS_ROW_MS } from './limits.ts'
import { contextOf } from './run.ts'
import { createThrottle } from './throttle.ts'

/** Tells whoever watches the space. Nothing is kept, and nothing is lost when nobody listens. */
export type ShowProgress = (progress: { spaceId: SpaceId; job: Job }) => void

export type ProgressDeps = { database: Database; showProgress: ShowProgress; log: Log }

export type Progress = { report(done: number, total?: number): void; stop(): void }

/** What a run reports goes out a few times a second and into its row once a second, however often it reports. */
export function createProgress(deps: ProgressDeps, { row, lease }: { row: JobRow; lease: Lease }): Progress {
  let current = { done: row.progress_done, total: row.progress_total }
  const message = createThrottle(PROGRESS_MESSAGE_MS, () => {
    if (row.space_id === null) return
    const now = { ...row, progress_done: current.done, progress_total: current.total, updated_at: new Date() }
    deps.showProgress({ spaceId: row.space_id, job: presentJob(now) })
  })
  const stored = createThrottle(PROGRESS_ROW_MS, () => {
    void deps.database
      .write(contextOf(row), async (tx) => writeProgress(tx, { lease, ...current }))
      .catch((error: unknown) => deps.log.warn({ err: error, jobId: row.id }, 'progress was not stored'))
  })
  return {
    report(done, total = current.total) {
      current = { done: Math.trunc(done), total: Math.trunc(total) }
      message.ask()
      stored.ask()
    },
    stop() {
      message.flush()
      stored.cancel()
    },
  }
}
