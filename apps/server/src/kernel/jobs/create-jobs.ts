import type { Job, JobId } from '@kinfolio/contracts'
import type { z } from 'zod'
import { v7 } from 'uuid'
import { bind } from '../bind.ts'
import type { Database } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Log } from '../log.ts'
import { createBatches } from './batches.ts'
import { cancelJob } from './cancel-job.ts'
import type { Handlers } from './handlers.ts'
import type { JobHandler, JobQueue } from './job.ts'
import { getJob, type JobsPage, listJobs, type Viewer } from './list-jobs.ts'
import type { ActiveRun } from './perform-job.ts'
import type { ShowProgress } from './progress.ts'
import { createQueue } from './queue.ts'
import { retryJob } from './retry-job.ts'
import { startWorker, type Upkeep, type Worker } from './worker.ts'

export type JobsDeps = {
  database: Database
  /** Connection of the role that owns the schema: triggers belong to it. */
  ownerUrl: string
  personLog: PersonLog
  /** Tells the sockets of a space; lost without harm. */
  showProgress: ShowProgress
  log: Log
  /** Chance for backoff; `Math.random` unless told otherwise. */
  random?: () => number
  concurrentJobs?: number
  pollMs?: number
  stopGraceMs?: number
  backoffFirstMs?: number
  upkeep?: readonly Upkeep[]
}

export type Jobs = {
  queue: JobQueue
  /** Called while the server is composed: each kind has one handler. */
  handle<Payload extends z.ZodType>(handler: JobHandler<Payload>): void
  /** Begins to run jobs in this process. */
  start(): Promise<void>
  /** Lets running jobs end for a moment, frees the others for other processes, and waits for all of it. */
  stop(): Promise<void>
  getJob(input: Viewer & { jobId: JobId }): Promise<Job>
  listJobs(input: Parameters<typeof listJobs>[1]): Promise<JobsPage>
  cancelJob(input: Viewer & { jobId: JobId }): Promise<Job>
  retryJob(input: Viewer & { jobId: JobId }): Promise<Job>
}

/** Work that is done later, visible to people: rows of ours, started by graphile-worker. */
export function createJobs(deps: JobsDeps): Jobs {
  const handlers: Handlers = new Map()
  const active = new Map<JobId, ActiveRun>()
  const batches = createBatches(deps)
  const inner = { random: Math.random, ...deps, handlers, active, batches, workerId: v7() }
  let worker: Worker | undefined
  return {
    queue: createQueue(deps),
    handle(handler) {
      const { kind } = handler.kind
      if (handlers.has(kind)) throw new TypeError(`jobs of kind ${kind} have a handler already`)
      handlers.set(kind, handler)
    },
    async start() {
      worker ??= await startWorker(inner)
    },
    async stop() {
      await worker?.stop()
      await batches.idle()
      worker = undefined
    },
    ...bind(inner, { getJob, listJobs, cancelJob, retryJob }),
  }
}
