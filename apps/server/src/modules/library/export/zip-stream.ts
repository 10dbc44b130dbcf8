import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { ZipFile } from 'yazl'

/** A file of a zip that is being written. It is opened when its turn comes, so nothing is held in memory before. */
export type ZipEntry = {
  path: string
  open: () => Promise<AsyncIterable<Uint8Array> | Uint8Array>
  /** Pictures and PDFs are packed already; packing them again only takes time. */
  isPacked?: boolean
}

/** Writes a zip as fast as it is read. What goes wrong in an entry breaks the stream: a zip cut short is seen as such. */
export function zipStream(entries: readonly ZipEntry[], signal: AbortSignal): AsyncIterable<Uint8Array> {
  const zip = new ZipFile()
  const out = Readable.from(zip.outputStream)
  const fail = (cause: unknown): void => {
    const error = cause instanceof Error ? cause : new Error('the zip could not be written', { cause })
    out.destroy(error)
  }
  zip.on('error', fail)
  signal.addEventListener('abort', () => fail(signal.reason), { once: true })
  for (const { path, open, isPacked = false } of entries) {
    const openLater = callbackify(async () => (await opened(open)).on('error', fail))
    zip.addReadStreamLazy(path, { compress: !isPacked }, (begin) => {
      openLater((error, stream) => (error === null ? begin(null, stream) : fail(error)))
    })
  }
  zip.end()
  return out
}

async function opened(open: ZipEntry['open']): Promise<Readable> {
  const body = await open()
  return body instanceof Uint8Array ? Readable.from([body]) : Readable.from(body)
}
