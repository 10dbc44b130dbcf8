import { type OutgoingHttpHeaders, request } from 'node:http'

export type Sending = {
  url: string
  method: string
  headers: OutgoingHttpHeaders
  /** Sent one after the other; `Content-Length` is their sum. */
  parts: readonly Uint8Array[]
}

/** Sends a body of known length as fast as the other side takes it; answers its status and words. */
export async function sendBody({ url, method, headers, parts }: Sending): Promise<{ status: number; text: string }> {
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const outgoing = request(url, { method, headers: { ...headers, 'content-length': length }, agent: false })
  outgoing.once('error', reject)
  outgoing.once('response', (incoming) => {
    const chunks: Uint8Array[] = []
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    incoming.once('error', reject)
    incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
  })
  for (const part of parts) {
    for (const chunk of inChunks(part)) {
      if (!outgoing.write(chunk))
        await Promise.race([promise, new Promise<void>((drained) => outgoing.once('drain', drained))])
    }
  }
  outgoing.end()
  return promise
}

/** As large as the kernel's buffers for a local socket. */
const CHUNK_BYTES = 256 * 1024

function* inChunks(part: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < part.byteLength; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES)
}

/** The framing of a multipart body with one file in the field `files`. */
export function multipartAround(path: string, file: Uint8Array): { type: string; parts: Uint8Array[] } {
  const boundary = `bench-${crypto.randomUUID()}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${path}"\r\n\r\n`
  const parts = [Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]
  return { type: `multipart/form-data; boundary=${boundary}`, parts }
}
