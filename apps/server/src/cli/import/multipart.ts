import { createReadStream } from 'node:fs'
import type { FoundFile } from './find-files.ts'

export type Multipart = { type: string; body: ReadableStream<Uint8Array> }

/** Two hyphens more may come before it; no file of a household holds 128 random bits by accident. */
const makeBoundary = (): string => `kinfolio-${crypto.randomUUID()}`

/** A multipart body that reads each file as it is sent, so that no file is ever held in memory. */
export function multipartOf(files: readonly FoundFile[], onSent: (bytes: number) => void): Multipart {
  const boundary = makeBoundary()
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: pulledFrom(chunksOf({ files, boundary, onSent })),
  }
}

async function* chunksOf(of: {
  files: readonly FoundFile[]
  boundary: string
  onSent: (bytes: number) => void
}): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const { absolute, path } of of.files) {
    yield encoder.encode(headOf(path, of.boundary))
    for await (const chunk of createReadStream(absolute)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a file is read as bytes')
      yield chunk
      of.onSent(chunk.byteLength)
    }
    yield encoder.encode('\r\n')
  }
  yield encoder.encode(`--${of.boundary}--\r\n`)
}

/** A name is written as browsers write it: as UTF-8, with the three characters escaped that would end it. */
function headOf(path: string, boundary: string): string {
  const name = path.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="files"; filename="${name}"`,
    'Content-Type: application/octet-stream',
    '',
    '',
  ].join('\r\n')
}

/** One chunk is read when the connection has room for it, and not before. */
function pulledFrom(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
