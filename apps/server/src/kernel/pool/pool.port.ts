/**
 * Work that needs the processor runs in worker threads that exit when idle; the event loop never waits for it,
 * and one core is left free.
 */
export type WorkerPool = {
  /**
   * Calls the function `run` that the module at `module` exports, in a worker. Input and answer are structured
   * clones; `transfer` moves buffers instead of copying them. A worker over its time or memory is ended, and only
   * its own task fails: `WorkerTimeout` or `WorkerCrashed`.
   */
  run<Input, Answer>(task: PoolTask<Input, Answer>, input: Input, options: PoolOptions): Promise<Answer>
}

/** Names the module and, in types only, what goes in and out. Made by `definePoolTask`. */
export type PoolTask<Input, Answer> = { readonly module: URL; readonly types?: (input: Input) => Answer }
export type PoolOptions = { timeoutMs: number; signal?: AbortSignal; transfer?: readonly ArrayBuffer[] }

export function definePoolTask<Input, Answer>(module: URL): PoolTask<Input, Answer> {
  return { module }
}

export class WorkerTimeout extends Error {
  override readonly name = 'WorkerTimeout'
}
export class WorkerCrashed extends Error {
  override readonly name = 'WorkerCrashed'
}
