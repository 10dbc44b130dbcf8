import { Worker } from 'node:worker_threads'
import { Outage } from '../../../kernel/outage.ts'
import type { PreparationWish, Prepared } from './prepare-page.ts'

export type Preparer = AsyncDisposable & {
  /** Like `preparePage`, in another thread. Ends with the signal's reason when aborted. */
  prepare(bytes: Uint8Array, input: { wish: PreparationWish; signal: AbortSignal }): Promise<Prepared>
}

/** A thread that has nothing to do ends, so that an idle server holds no decoder memory. */
const preparerIdleMs = 10_000
/** Far above the slowest measured page (2 s); a picture that takes longer is taken for hostile. */
const preparationLimitMs = 60_000

type Answer = { id: number; prepared?: Prepared; failure?: string }
type Waiting = { resolve: (prepared: Prepared) => void; reject: (reason: unknown) => void }

/** Prepares pictures in a worker thread: started when needed, ended when idle, replaced when it dies. */
export function createPreparer(deps: { idleMs?: number; limitMs?: number } = {}): Preparer {
  const idleMs = deps.idleMs ?? preparerIdleMs
  let thread: Thread | undefined
  return {
    async prepare(bytes, { wish, signal }) {
      signal.throwIfAborted()
      if (thread === undefined || thread.hasEnded()) thread = startThread(idleMs)
      const limit = AbortSignal.timeout(deps.limitMs ?? preparationLimitMs)
      try {
        return await thread.ask({ bytes, wish }, AbortSignal.any([signal, limit]))
      } catch (error) {
        if (signal.aborted || !limit.aborted) throw error
        await thread.end()
        return { outcome: 'unreadable', because: 'too-large' }
      }
    },
    async [Symbol.asyncDispose]() {
      await thread?.end()
    },
  }
}

type Thread = {
  ask(what: { bytes: Uint8Array; wish: PreparationWish }, signal: AbortSignal): Promise<Prepared>
  hasEnded(): boolean
  end(): Promise<void>
}

function startThread(idleMs: number): Thread {
  const worker = new Worker(new URL('./prepare.worker.ts', import.meta.url))
  const waiting = new Map<number, Waiting>()
  let nextId = 0
  let isOver = false
  let idle: NodeJS.Timeout | undefined
  const end = async (): Promise<void> => {
    isOver = true
    clearTimeout(idle)
    await worker.terminate()
  }
  const settle = (id: number, how: (one: Waiting) => void): void => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (one) how(one)
    if (waiting.size > 0) return
    worker.unref()
    idle = setTimeout(() => void end(), idleMs).unref()
  }
  worker.on('message', ({ id, prepared, failure }: Answer) => {
    settle(id, (one) => (prepared ? one.resolve(prepared) : one.reject(crashed(failure ?? 'no answer'))))
  })
  const fail = (cause: unknown): void => {
    isOver = true
    for (const id of waiting.keys()) settle(id, (one) => one.reject(crashed('the thread ended', cause)))
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(undefined))
  return {
    hasEnded: () => isOver,
    end,
    ask(what, signal) {
      clearTimeout(idle)
      worker.ref()
      const id = (nextId += 1)
      return new Promise<Prepared>((resolve, reject) => {
        const stop = (): void => settle(id, (one) => one.reject(signal.reason))
        signal.addEventListener('abort', stop, { once: true })
        const done = (): void => signal.removeEventListener('abort', stop)
        waiting.set(id, {
          resolve: (prepared) => (done(), resolve(prepared)),
          reject: (reason) => (done(), reject(reason)),
        })
        worker.postMessage({ id, ...what })
      })
    },
  }
}

function crashed(why: string, cause?: unknown): Outage {
  const facts = { who: 'image preparation', reason: 'crashed', isRetryable: true, cause } as const
  return new Outage(`A picture could not be prepared: ${why}`, facts)
}
