import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import yauzl from 'yauzl'
import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'

/** A file in an archive. `bytes` may be read once, before the next entry is asked for. */
export type ArchiveEntry = { name: string; bytes: AsyncIterable<Uint8Array> }

/** The archive is damaged or of a kind that is not read; what came before it was thrown is fine. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged'
}

/**
 * The files of a zip in the blob store, read in place by its directory at the end. Names are as the archive has them.
 * Throws `ArchiveDamaged` at once when there is no directory, as in a file that was cut off.
 */
export async function* openArchive(
  blobs: Blobs,
  { sha256, sizeBytes }: { sha256: Sha256; sizeBytes: number },
): AsyncGenerator<ArchiveEntry> {
  const zip = await asDamage(
    yauzl.fromRandomAccessReaderPromise(new BlobReader(blobs, sha256), sizeBytes, {
      // Names are normalised by us; a strict reader would refuse the whole archive for one bad name.
      decodeStrings: true,
      strictFileNames: false,
      validateEntrySizes: true,
    }),
  )
  const entries = zip.eachEntry()[Symbol.asyncIterator]()
  for (let next = await asDamage(entries.next()); next.done !== true; next = await asDamage(entries.next())) {
    const entry = next.value
    if (entry.fileName.endsWith('/')) continue
    if (!entry.canDecodeFileData()) throw new ArchiveDamaged('It is encrypted or packed in a way that is not read.')
    const stream: Readable = await asDamage(zip.openReadStreamPromise(entry))
    yield { name: entry.fileName, bytes: damageAware(stream) }
  }
}

async function asDamage<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work
  } catch (cause) {
    throw damageOf(cause)
  }
}

/** yauzl and zlib throw plain errors for every kind of damage; those of the blob store have names of their own. */
function damageOf(cause: unknown): unknown {
  const isPlain = cause instanceof Error && cause.name === 'Error'
  return isPlain ? new ArchiveDamaged(cause.message, { cause }) : cause
}

async function* damageAware(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk
  } catch (cause) {
    throw damageOf(cause)
  } finally {
    stream.destroy()
  }
}

const WINDOW_BYTES = 64 * 1024

/** yauzl reads headers a few bytes at a time; a window of the blob answers most of them without opening it again. */
class BlobReader extends yauzl.RandomAccessReader {
  readonly #blobs: Blobs
  readonly #sha256: Sha256
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) }

  constructor(blobs: Blobs, sha256: Sha256) {
    super()
    this.#blobs = blobs
    this.#sha256 = sha256
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (end <= start) return Readable.from([])
    return Readable.from(this.#range(start, end - 1), { objectMode: false })
  }

  // The shape is yauzl's.
  // oxlint-disable-next-line max-params
  override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void) {
    const copy = callbackify(async () => void (await this.#fill(position, length)).copy(buffer, offset, 0, length))
    copy((error) => done(error))
  }

  override close(done: (error: Error | null) => void): void {
    done(null)
  }

  async #fill(position: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.#window
    if (position < start || position + length > start + bytes.length) {
      const chunks: Uint8Array[] = []
      const end = position + Math.max(length, WINDOW_BYTES) - 1
      for await (const chunk of this.#range(position, end)) chunks.push(chunk)
      this.#window = { start: position, bytes: Buffer.concat(chunks) }
    }
    const from = position - this.#window.start
    const found = this.#window.bytes.subarray(from, from + length)
    if (found.length < length) throw new Error('the archive ends too early')
    return found
  }

  async *#range(start: number, end: number): AsyncGenerator<Uint8Array> {
    yield* await this.#blobs.open(this.#sha256, { start, end })
  }
}
