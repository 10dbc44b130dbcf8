import { parentPort } from 'node:worker_threads'
import { z } from 'zod'
import { preparePage } from './prepare-page.ts'

const asked = z.object({
  id: z.number(),
  bytes: z.instanceof(Uint8Array),
  wish: z.object({
    wants: z.enum(['clean-grey', 'natural']),
    maxImageBytes: z.number(),
    maxEdgePx: z.number(),
  }),
})

/** The thread's side of `preparer.ts`: one message in, one answer out, never a crash for a bad picture. */
parentPort?.on('message', (message: unknown) => {
  const { id, bytes, wish } = asked.parse(message)
  preparePage(bytes, wish).then(
    (prepared) => parentPort?.postMessage({ id, prepared }),
    (error: unknown) =>
      parentPort?.postMessage({ id, failure: error instanceof Error ? error.message : String(error) }),
  )
})
