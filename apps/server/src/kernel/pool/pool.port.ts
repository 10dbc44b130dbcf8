/**
 * Work that needs the processor runs in processes of its own that end when idle: the event loop never waits for it, a
 * library that crashes takes one task along, and what it held goes back to the system. One core is left free.
 */
export type WorkerPool = {
  /**
   * Calls the function `run` that the module at `module` exports, in a worker. Input and answer are structured clones.
   * A worker over its time or memory is ended, and only its own task fails: `WorkerTimeout` or `WorkerCrashed`.
   */
  run<Input, Answer>(task: PoolTask<Input, Answer>, input: Input, options: PoolOptions): Promise<Answer>
  /** Work is on its way: when no worker is there, one is started and loads the task that is likeliest to come. */
  warm(): void
}

/** Names the module and, in types only, what goes in and out. Made by `definePoolTask`. */
export type PoolTask<Input, Answer> = { readonly module: URL; readonly types?: (input: Input) => Answer }
export type PoolOptions = {
  /** From the start of the task; what it waits for a worker is not counted. */
  timeoutMs: number
  signal?: AbortSignal
  /** Nobody looks at a screen for it: it waits behind all work that is not patient. */
  isPatient?: boolean
}

export function definePoolTask<Input, Answer>(module: URL): PoolTask<Input, Answer> {
  return { module }
}

export class WorkerTimeout extends Error {
  override readonly name = 'WorkerTimeout'
}
export class WorkerCrashed extends Error {
  override readonly name = 'WorkerCrashed'
}
