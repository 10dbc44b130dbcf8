import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { jobId, type JobId } from '@kinfolio/contracts'
import { Logger, run, type Runner, type WorkerEvents } from 'graphile-worker'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { TRIGGER_CONNECTIONS, WORKER_RESTART_MS } from './limits.ts'

type TriggerDeps = {
  ownerUrl: string
  log: Log
  concurrentJobs: number
  pollMs: number
  perform: (id: JobId) => Promise<void>
}

/** The stream of triggers: graphile-worker fetches them, hands each to `perform`, and deletes them after it. */
export type Triggers = {
  /** The name under which triggers are locked, once known. */
  pool(): string | null
  /** Takes no more triggers and waits for those it has. */
  stop(): Promise<void>
}

const payload = z.object({ job_id: jobId })

export async function startTriggers(deps: TriggerDeps): Promise<Triggers> {
  let pool: string | null = null
  let isStopping = false
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id
  })
  let runner = await startRunner(deps, events)
  const watch = async (): Promise<void> => {
    while (!isStopping) {
      // It ends by itself when the database was away for too long; jobs wait, and it is started again.
      await runner.promise.catch((error: unknown) => deps.log.error({ err: error }, 'the job worker ended'))
      if (isStopping) return
      await sleep(WORKER_RESTART_MS)
      runner = await startRunner(deps, events).catch((error: unknown) => {
        deps.log.error({ err: error }, 'the job worker did not start')
        return runner
      })
    }
  }
  void watch()
  return {
    pool: () => pool,
    async stop() {
      isStopping = true
      await runner.stop().catch((error: unknown) => deps.log.debug({ err: error }, 'the job worker had ended'))
    },
  }
}

async function startRunner(deps: TriggerDeps, events: WorkerEvents): Promise<Runner> {
  const started = await run({
    connectionString: deps.ownerUrl,
    maxPoolSize: deps.concurrentJobs + TRIGGER_CONNECTIONS,
    concurrency: deps.concurrentJobs,
    pollInterval: deps.pollMs,
    noHandleSignals: true,
    parsedCronItems: [],
    events,
    logger: loggerOf(deps.log),
    taskList: { kinfolio: async (given) => deps.perform(payload.parse(given).job_id) },
  })
  // `watch` reads the promise a moment later; until then a rejection must not look unhandled.
  started.promise.catch(() => undefined)
  return started
}

function loggerOf(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const write = level === 'error' ? log.error : level === 'warning' ? log.warn : log.debug
    write.call(log, { ...scope, meta }, message)
  })
}
