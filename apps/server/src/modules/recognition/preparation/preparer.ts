import { createWorkerPool, definePoolTask, WorkerTimeout } from '../../../kernel/pool/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import type { PreparationWish, Prepared } from './prepare-page.ts'
import type { PreparationInput } from './prepare.worker.ts'

export type Preparer = AsyncDisposable & {
  /** Like `preparePage`, in another process. Ends with the signal's reason when aborted. */
  prepare(bytes: Uint8Array, input: { wish: PreparationWish; signal: AbortSignal }): Promise<Prepared>
}

/** A process that has nothing to do ends, so that an idle server holds no decoder memory. */
const preparerIdleMs = 10_000
/** Far above the slowest measured page (2 s); a picture that takes longer is taken for hostile. */
const preparationLimitMs = 60_000

const prepareTask = definePoolTask<PreparationInput, Prepared>(new URL('./prepare.worker.ts', import.meta.url))

/** Prepares pictures in a process of its own, one after the other, so that they never delay pages being drawn. */
export function createPreparer(deps: { idleMs?: number; limitMs?: number } = {}): Preparer {
  const pool = createWorkerPool({ size: 1, idleMs: deps.idleMs ?? preparerIdleMs })
  const timeoutMs = deps.limitMs ?? preparationLimitMs
  return {
    async prepare(bytes, { wish, signal }) {
      try {
        return await pool.run(prepareTask, { bytes, wish }, { timeoutMs, signal })
      } catch (error) {
        if (signal.aborted) throw error
        if (error instanceof WorkerTimeout) return { outcome: 'unreadable', because: 'too-large' }
        throw crashed(error)
      }
    },
    [Symbol.asyncDispose]: async () => pool[Symbol.asyncDispose](),
  }
}

function crashed(cause: unknown): Outage {
  const why = cause instanceof Error ? cause.message : 'no answer'
  const facts = { who: 'image preparation', reason: 'crashed', isRetryable: true, cause } as const
  return new Outage(`A picture could not be prepared: ${why}`, facts)
}
