import { createWorkerPool } from '../src/kernel/pool/index.ts'
import { writePdfTask } from '../src/modules/library/index.ts'

const TIMEOUT_MS = 60_000

/** Lays the ink of a page over the first page of a PDF as an export does, in a worker that stays warm until disposed. */
export function openInkLayer(): AsyncDisposable & { lay(pdf: Uint8Array, ink: Uint8Array): Promise<Uint8Array> } {
  const pool = createWorkerPool()
  return {
    async lay(pdf, ink) {
      const page = { ink, images: [], template: undefined, isLandscape: false, sourcePage: 0, words: [] }
      const source = { kind: 'pdf' as const, bytes: pdf }
      return pool.run(writePdfTask, { title: 'Heavy', source, pages: [page] }, { timeoutMs: TIMEOUT_MS })
    },
    [Symbol.asyncDispose]: async () => pool[Symbol.asyncDispose](),
  }
}
