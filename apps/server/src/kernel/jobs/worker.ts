import type { SweepDeps } from './sweep.ts'
import { freeJob, sweepFinishedJobs, sweepLostTriggers, sweepSilentWorkers } from './sweep.ts'
import { createHeartbeat } from './heartbeat.ts'
import { CONCURRENT_JOBS, HEARTBEAT_MS, STOP_GRACE_MS, TRIGGER_POLL_MS, TRIGGER_SWEEP_MS, UPKEEP_MS } from './limits.ts'
import { type PerformDeps, performJob, ServerStops } from './perform-job.ts'
import { startTriggers } from './triggers.ts'

export type WorkerDeps = PerformDeps &
  SweepDeps & {
    ownerUrl: string
    concurrentJobs?: number | undefined
    /** How often work that became due is looked for; what is due at once is announced. */
    pollMs?: number | undefined
    stopGraceMs?: number | undefined
    /** What else is looked after every few minutes, such as old events. The signal says that the worker stops. */
    upkeep?: readonly Upkeep[] | undefined
  }

export type Upkeep = (signal: AbortSignal) => Promise<void>

export type Worker = { stop(): Promise<void> }

/** Runs jobs in this process until it is stopped, and looks after those whose worker died. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const heartbeat = createHeartbeat(deps)
  // Before the first job, so that nobody takes this worker for one that never lived.
  await heartbeat.beat(null)
  const triggers = await startTriggers({
    ...deps,
    concurrentJobs: deps.concurrentJobs ?? CONCURRENT_JOBS,
    pollMs: deps.pollMs ?? TRIGGER_POLL_MS,
    perform: async (id) => performJob(deps, id),
  })
  const tick = async (): Promise<void> => {
    for (const row of await heartbeat.beat(triggers.pool())) await freeJob(deps, row)
    await sweepSilentWorkers(deps)
    await deps.batches.tallyOpen()
  }
  const upkeep = async (signal: AbortSignal): Promise<void> => {
    for (const task of [async () => sweepFinishedJobs(deps), ...(deps.upkeep ?? [])]) await task(signal)
  }
  const loops = [
    every(HEARTBEAT_MS, { deps, what: 'heartbeat', work: tick }),
    every(TRIGGER_SWEEP_MS, { deps, what: 'trigger sweep', work: async () => sweepLostTriggers(deps) }),
    every(UPKEEP_MS, { deps, what: 'upkeep', work: upkeep }),
  ]
  return {
    async stop() {
      const stopped = triggers.stop()
      const timer = setTimeout(() => abortAll(deps), deps.stopGraceMs ?? STOP_GRACE_MS)
      await stopped
      clearTimeout(timer)
      await Promise.all(loops.map(async (loop) => loop.stop()))
      await deps.batches.idle()
      await heartbeat.end()
    },
  }
}

function abortAll({ active }: Pick<WorkerDeps, 'active'>): void {
  for (const { abort } of active.values()) abort.abort(new ServerStops('the server stops'))
}

type Loop = { stop(): Promise<void> }

/** Does its work at once and again and again; what fails is logged and tried at the next turn. */
function every(
  intervalMs: number,
  { deps, what, work }: { deps: Pick<WorkerDeps, 'log'>; what: string; work: (signal: AbortSignal) => Promise<void> },
): Loop {
  const stopping = new AbortController()
  const { signal } = stopping
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  const turn = async (): Promise<void> => {
    while (!signal.aborted) {
      await work(signal).catch((error: unknown) => deps.log.error({ err: error }, `jobs: the ${what} failed`))
      if (!signal.aborted) await Promise.race([pause(intervalMs), stopped])
    }
  }
  const ended = turn()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
}
