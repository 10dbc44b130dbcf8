import { availableParallelism } from 'node:os'
import { type PoolOptions, type PoolTask, WorkerCrashed, type WorkerPool, WorkerTimeout } from './pool.port.ts'
import type { PoolReply, PoolRequest } from './pool-worker.ts'
import { crashText, dismissWorker, endWorker, killWorker, startWorker, type Worker } from './worker.ts'

export type WorkerPoolOptions = {
  /** Processes at most; one core is left for the event loop unless told otherwise. */
  size?: number
  /** JavaScript heap of one process. Buffers, Wasm and native memory lie outside: tasks bound their own pictures. */
  heapMb?: number
  idleMs?: number
  /** What `warm` gets a process ready for; without it, `warm` does nothing. */
  likeliest?: PoolTask<never, unknown>
}

/** A large page drawn with its fonts stays far below. */
const HEAP_MB = 512
/** Long enough to serve a burst with warm processes, short enough that an idle server is small. */
const IDLE_MS = 15_000
/** Beyond this many waiting tasks something asks without waiting for answers; that is a defect. */
const QUEUE_MAX = 10_000

type Task = { request: PoolRequest; options: PoolOptions }
type Waiting = Task & {
  settle: { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  /** Takes the task back while no worker has begun it. */
  withdraw: () => void
}
type State = Required<Omit<WorkerPoolOptions, 'likeliest'>> & {
  queue: Waiting[]
  idle: Worker[]
  all: Set<Worker>
  isClosed: boolean
}

/**
 * A pool of our own rather than piscina: its workers are processes, its time limit counts from the start of the task
 * and not from the moment it was queued, and a worker over its limit is ended without the others noticing.
 */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool & AsyncDisposable {
  const { likeliest, ...limits } = options
  const defaults = { size: Math.max(1, availableParallelism() - 1), heapMb: HEAP_MB, idleMs: IDLE_MS }
  const state: State = { ...defaults, ...limits, queue: [], idle: [], all: new Set(), isClosed: false }
  return {
    async run<Input, Answer>(task: PoolTask<Input, Answer>, input: Input, taskOptions: PoolOptions): Promise<Answer> {
      const request: PoolRequest = { do: 'run', module: task.module.href, input }
      // What goes in and out is checked where a task is defined; between processes there are only clones.
      return (await enqueue(state, { request, options: taskOptions })) as Answer
    },
    warm: () => warm(state, likeliest),
    [Symbol.asyncDispose]: async () => close(state),
  }
}

async function enqueue(state: State, task: Task): Promise<unknown> {
  const { signal, isPatient = false } = task.options
  signal?.throwIfAborted()
  if (state.isClosed) throw new WorkerCrashed('the worker pool is closed')
  if (state.queue.length >= QUEUE_MAX) throw new WorkerCrashed(`more than ${QUEUE_MAX} tasks wait for a worker`)
  return new Promise((resolve, reject) => {
    const withdraw = (): void => {
      state.queue.splice(state.queue.indexOf(waiting), 1)
      reject(abortError(signal))
    }
    const waiting: Waiting = { ...task, settle: { resolve, reject }, withdraw }
    const patient = isPatient ? -1 : state.queue.findIndex(({ options }) => options.isPatient)
    state.queue.splice(patient === -1 ? state.queue.length : patient, 0, waiting)
    signal?.addEventListener('abort', withdraw, { once: true })
    startWaiting(state)
  })
}

function startWaiting(state: State): void {
  while (state.queue.length > 0 && (state.idle.length > 0 || state.all.size < state.size)) {
    const waiting = state.queue.shift()
    if (waiting === undefined) return
    waiting.options.signal?.removeEventListener('abort', waiting.withdraw)
    try {
      const worker = state.idle.pop() ?? addWorker(state)
      clearTimeout(worker.idleTimer)
      perform(state, { worker, waiting })
    } catch (error) {
      waiting.settle.reject(new WorkerCrashed('no worker could be started', { cause: error }))
    }
  }
}

function addWorker(state: State): Worker {
  const worker = startWorker(state.heapMb)
  // Also where it could not be started at all. Errors while a task runs are heard by its own listener.
  worker.process.on('error', () => forget(state, worker))
  worker.process.on('exit', () => forget(state, worker))
  state.all.add(worker)
  return worker
}

function forget(state: State, worker: Worker): void {
  state.all.delete(worker)
  leaveIdle(state, worker)
  startWaiting(state)
}

function leaveIdle(state: State, worker: Worker): void {
  clearTimeout(worker.idleTimer)
  const place = state.idle.indexOf(worker)
  if (place !== -1) state.idle.splice(place, 1)
}

/** Runs one task on one worker. Whatever ends it first decides: the answer, the time limit, the caller, a crash. */
function perform(state: State, { worker, waiting }: { worker: Worker; waiting: Waiting }): void {
  const { request, options, settle } = waiting
  const { process } = worker
  const over = (): void => {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
    process.off('message', onMessage).off('error', onError).off('close', onClose)
  }
  const end = (error: Error): void => {
    over()
    killWorker(worker)
    settle.reject(error)
  }
  const onMessage = (reply: PoolReply): void => {
    over()
    release(state, worker)
    if ('answer' in reply) settle.resolve(reply.answer)
    else settle.reject(Object.assign(new Error(reply.failure.message), reply.failure))
  }
  const onError = (error: Error): void =>
    end(new WorkerCrashed(`the worker failed: ${error.message}`, { cause: error }))
  // Later than `exit`: by now its last words are here.
  const onClose = (): void => end(new WorkerCrashed(crashText(worker)))
  const onAbort = (): void => end(abortError(options.signal))
  const timer = setTimeout(
    () => end(new WorkerTimeout(`the task took longer than ${options.timeoutMs} ms`)),
    options.timeoutMs,
  )
  options.signal?.addEventListener('abort', onAbort, { once: true })
  process.on('message', onMessage).on('error', onError).on('close', onClose)
  try {
    // A worker that died just before is told by its end; the error of this send adds nothing.
    process.send(request, () => undefined)
  } catch (error) {
    // What cannot be cloned was refused before the worker saw it, so the worker is as good as before.
    over()
    release(state, worker)
    settle.reject(error instanceof Error ? error : new Error(String(error)))
  }
}

function release(state: State, worker: Worker): void {
  worker.idleTimer = setTimeout(() => {
    leaveIdle(state, worker)
    dismissWorker(worker)
  }, state.idleMs).unref()
  state.idle.push(worker)
  startWaiting(state)
}

function warm(state: State, likeliest: WorkerPoolOptions['likeliest']): void {
  if (likeliest === undefined || state.isClosed || state.all.size > 0) return
  try {
    const worker = addWorker(state)
    worker.process.send({ do: 'load', module: likeliest.module.href } satisfies PoolRequest, () => undefined)
    release(state, worker)
  } catch (error) {
    // A process that cannot be started is told to the task that needs it.
    if (!(error instanceof Error)) throw error
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('the task was aborted', { cause: reason })
}

async function close(state: State): Promise<void> {
  state.isClosed = true
  const queued = state.queue.splice(0)
  for (const waiting of queued) waiting.settle.reject(new WorkerCrashed('the worker pool was closed'))
  const idle = new Set(state.idle.splice(0))
  await Promise.all([...state.all].map(async (worker) => endWorker(worker, { isIdle: idle.has(worker) })))
}
