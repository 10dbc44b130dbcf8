import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type PoolOptions, type PoolTask, WorkerCrashed, type WorkerPool, WorkerTimeout } from './pool.port.ts'
import type { PoolReply, PoolRequest } from './pool-worker.ts'

export type WorkerPoolOptions = {
  /** Threads at most; one core is left for the event loop unless told otherwise. */
  size?: number
  /** JavaScript heap of one thread. Buffers lie outside the heap: tasks bound their own pictures. */
  heapMb?: number
  idleMs?: number
}

/** A large page drawn with its fonts stays far below. */
const HEAP_MB = 512
/** Long enough to serve a burst with warm threads, short enough that an idle server is small. */
const IDLE_MS = 15_000
/** Beyond this many waiting tasks something asks without waiting for answers; that is a defect. */
const QUEUE_MAX = 10_000

type Waiting = {
  request: PoolRequest
  options: PoolOptions
  settle: { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  /** Takes the task back while no thread has begun it. */
  withdraw: () => void
}
type Thread = { worker: Worker; idleTimer: NodeJS.Timeout | undefined }
type State = Required<WorkerPoolOptions> & { queue: Waiting[]; idle: Thread[]; all: Set<Thread>; isClosed: boolean }

/**
 * A pool of our own rather than piscina: its time limit counts from the start of the task and not from the moment
 * it was queued, and a thread over its limit is ended without the others noticing.
 */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool & AsyncDisposable {
  const defaults = { size: Math.max(1, availableParallelism() - 1), heapMb: HEAP_MB, idleMs: IDLE_MS }
  const state: State = { ...defaults, ...options, queue: [], idle: [], all: new Set(), isClosed: false }
  return {
    async run<Input, Answer>(task: PoolTask<Input, Answer>, input: Input, taskOptions: PoolOptions): Promise<Answer> {
      // What goes in and out is checked where a task is defined; across the thread there are only clones.
      return (await enqueue(state, { request: { module: task.module.href, input }, options: taskOptions })) as Answer
    },
    [Symbol.asyncDispose]: async () => close(state),
  }
}

async function enqueue(state: State, task: Pick<Waiting, 'request' | 'options'>): Promise<unknown> {
  task.options.signal?.throwIfAborted()
  if (state.isClosed) throw new WorkerCrashed('the worker pool is closed')
  if (state.queue.length >= QUEUE_MAX) throw new WorkerCrashed(`more than ${QUEUE_MAX} tasks wait for a worker`)
  return new Promise((resolve, reject) => {
    const withdraw = (): void => {
      state.queue.splice(state.queue.indexOf(waiting), 1)
      reject(abortError(task.options.signal))
    }
    const waiting: Waiting = { ...task, settle: { resolve, reject }, withdraw }
    state.queue.push(waiting)
    task.options.signal?.addEventListener('abort', withdraw, { once: true })
    startWaiting(state)
  })
}

function startWaiting(state: State): void {
  while (state.queue.length > 0) {
    const thread = state.idle.pop() ?? (state.all.size < state.size ? addThread(state) : undefined)
    const waiting = thread === undefined ? undefined : state.queue.shift()
    if (thread === undefined || waiting === undefined) return
    waiting.options.signal?.removeEventListener('abort', waiting.withdraw)
    clearTimeout(thread.idleTimer)
    perform(state, { thread, waiting })
  }
}

function addThread(state: State): Thread {
  const worker = new Worker(new URL('./pool-worker.ts', import.meta.url), {
    name: 'pool',
    resourceLimits: { maxOldGenerationSizeMb: state.heapMb },
  })
  const thread: Thread = { worker, idleTimer: undefined }
  // An idle thread must not keep the process alive; a running task does so through its time limit.
  worker.unref()
  // Errors while a task runs are heard by its own listener; this one keeps a late error from ending the process.
  worker.on('error', () => undefined)
  worker.on('exit', () => forget(state, thread))
  state.all.add(thread)
  return thread
}

function forget(state: State, thread: Thread): void {
  clearTimeout(thread.idleTimer)
  state.all.delete(thread)
  const place = state.idle.indexOf(thread)
  if (place !== -1) state.idle.splice(place, 1)
  startWaiting(state)
}

/** Runs one task on one thread. Whatever ends it first decides: the answer, the time limit, the caller, a crash. */
function perform(state: State, { thread, waiting }: { thread: Thread; waiting: Waiting }): void {
  const { request, options, settle } = waiting
  const { worker } = thread
  const over = (): void => {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
    worker.off('message', onMessage).off('error', onError).off('exit', onExit).off('messageerror', onError)
  }
  const end = (error: Error): void => {
    over()
    void worker.terminate()
    settle.reject(error)
  }
  const onMessage = (reply: PoolReply): void => {
    over()
    release(state, thread)
    if ('answer' in reply) settle.resolve(reply.answer)
    else settle.reject(Object.assign(new Error(reply.failure.message), reply.failure))
  }
  const onError = (error: Error): void => end(new WorkerCrashed(crashText(error, state.heapMb), { cause: error }))
  const onExit = (code: number): void => end(new WorkerCrashed(`the worker ended with code ${code} during its task`))
  const onAbort = (): void => end(abortError(options.signal))
  const timer = setTimeout(
    () => end(new WorkerTimeout(`the task took longer than ${options.timeoutMs} ms`)),
    options.timeoutMs,
  )
  options.signal?.addEventListener('abort', onAbort, { once: true })
  worker.on('message', onMessage).on('error', onError).on('exit', onExit).on('messageerror', onError)
  try {
    worker.postMessage(request, [...(options.transfer ?? [])])
  } catch (error) {
    // What cannot be cloned was refused before the thread saw it, so the thread is as good as before.
    over()
    release(state, thread)
    settle.reject(error instanceof Error ? error : new Error(String(error)))
  }
}

function release(state: State, thread: Thread): void {
  state.idle.push(thread)
  thread.idleTimer = setTimeout(() => void thread.worker.terminate(), state.idleMs).unref()
  startWaiting(state)
}

function crashText(error: Error, heapMb: number): string {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isMemory ? `the task needed more than ${heapMb} MB of memory` : `the worker crashed: ${error.message}`
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('the task was aborted', { cause: reason })
}

async function close(state: State): Promise<void> {
  state.isClosed = true
  const queued = state.queue.splice(0)
  for (const waiting of queued) waiting.settle.reject(new WorkerCrashed('the worker pool was closed'))
  await Promise.all([...state.all].map(async ({ worker }) => worker.terminate()))
}
