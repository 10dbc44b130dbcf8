import assert from 'node:assert/strict'
import { parentPort } from 'node:worker_threads'

/** What the pool sends to a worker thread, and what it answers. One task at a time. */
export type PoolRequest = { module: string; input: unknown }
export type PoolReply = { answer: unknown } | { failure: { name: string; message: string; stack: string | undefined } }

const port = parentPort
assert(port !== null, 'this file runs as a worker thread only')
port.on('message', (request: PoolRequest) => void perform(request).then((reply) => port.postMessage(reply)))

async function perform(request: PoolRequest): Promise<PoolReply> {
  try {
    const loaded: unknown = await import(request.module)
    return { answer: await runOf(loaded, request.module)(request.input) }
  } catch (error) {
    // A structured clone forgets the class of an error, so its name travels beside it.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    return { failure: { name, message, stack } }
  }
}

function runOf(loaded: unknown, module: string): (input: unknown) => unknown {
  if (typeof loaded === 'object' && loaded !== null && 'run' in loaded && typeof loaded.run === 'function') {
    const { run } = loaded
    return (input) => run(input)
  }
  throw new TypeError(`${module} exports no function named run`)
}
