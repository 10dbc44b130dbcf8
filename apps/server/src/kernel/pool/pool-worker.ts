import { Worker } from 'node:worker_threads'

/** What the pool sends. `load` has no answer: what is wrong with a module is told to the task that needs it. */
export type PoolRequest = { do: 'run'; module: string; input: unknown } | { do: 'load'; module: string }
export type PoolReply = { answer: unknown } | { failure: { name: string; message: string; stack: string | undefined } }

const server = process.ppid
let isWatched = false

// Typed by what the pool sends, one task at a time. Nobody else has this channel.
process.on('message', (request: PoolRequest) => void (request.do === 'run' ? perform(request) : load(request)))
process.on('disconnect', () => process.exit())
// Ctrl+C and service managers signal all processes; the server stops in order, and ends what is not done by then.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)

async function load({ module }: PoolRequest): Promise<void> {
  await import(module).catch(() => undefined)
}

async function perform({ module, input }: PoolRequest & { do: 'run' }): Promise<void> {
  try {
    const run = runOf(await import(module), module)
    watchServer()
    send({ answer: await run(input) })
  } catch (error) {
    // A structured clone forgets the class of an error, so its name travels beside it.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    send({ failure: { name, message, stack } })
  }
}

function send(reply: PoolReply): void {
  // A server that is gone is noticed by the disconnection; the error of this send adds nothing.
  process.send?.(reply, () => undefined)
}

function runOf(loaded: unknown, module: string): (input: unknown) => unknown {
  if (typeof loaded === 'object' && loaded !== null && 'run' in loaded && typeof loaded.run === 'function') {
    const { run } = loaded
    return (input) => run(input)
  }
  throw new TypeError(`${module} exports no function named run`)
}

/** A task that keeps this thread busy would not hear that the server was killed: another thread looks. */
function watchServer(): void {
  if (isWatched) return
  isWatched = true
  new Worker(new URL('./server-watch.ts', import.meta.url), { workerData: server }).unref()
}
