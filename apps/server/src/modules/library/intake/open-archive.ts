import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import yauzl from 'yauzl'
import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { ArchiveBudget } from './archive-limits.ts'

/** A file in an archive. `bytes` may be read once, before the next entry is asked for. */
export type ArchiveEntry = { name: string; bytes: AsyncIterable<Uint8Array> }

/** The archive is damaged or of a kind that is not read; what came before it was thrown is fine. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged'
}

/**
 * The files of a zip in the blob store, read in place by its directory at the end. Names are as the archive has them.
 * Throws `ArchiveDamaged` at once when there is no directory, as in a file that was cut off, and `ArchiveRefused` when
 * the directory lists too much.
 */
export async function* openArchive(
  { blobs, budget }: { blobs: Blobs; budget: ArchiveBudget },
  { sha256, sizeBytes }: { sha256: Sha256; sizeBytes: number },
): AsyncGenerator<ArchiveEntry> {
  const zip = await asDamage(
    yauzl.fromRandomAccessReaderPromise(blobReader(blobs, sha256), sizeBytes, {
      // Names are normalised by us; a strict reader would refuse the whole archive for one bad name.
      decodeStrings: true,
      strictFileNames: false,
      validateEntrySizes: true,
    }),
  )
  budget.expectEntries(zip.entryCount)
  const entries = zip.eachEntry()[Symbol.asyncIterator]()
  for (let next = await asDamage(entries.next()); next.done !== true; next = await asDamage(entries.next())) {
    const entry = next.value
    if (entry.fileName.endsWith('/')) continue
    if (!entry.canDecodeFileData()) throw new ArchiveDamaged('It is encrypted or packed in a way that is not read.')
    const stream: Readable = await asDamage(zip.openReadStreamPromise(entry))
    // It unpacks at once and may fail before anybody reads; unheard, that would end the process. Readers are told anyway.
    stream.on('error', () => undefined)
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

/**
 * The reader that yauzl asks for bytes of the blob. It reads headers a few bytes at a time; a window answers most of
 * them without opening the blob again. yauzl expects an heir of its class, which an instance with these methods is.
 */
function blobReader(blobs: Blobs, sha256: Sha256): yauzl.RandomAccessReader {
  const range = async function* (start: number, end: number): AsyncGenerator<Uint8Array> {
    yield* await blobs.open(sha256, { start, end })
  }
  const windowAt = windowReader(range)
  const reader: yauzl.RandomAccessReader = Reflect.construct(yauzl.RandomAccessReader, [])
  return Object.assign(reader, {
    _readStreamForRange: (start: number, end: number) =>
      end <= start ? Readable.from([]) : Readable.from(range(start, end - 1), { objectMode: false }),
    read: (...[buffer, offset, length, position, done]: Parameters<yauzl.RandomAccessReader['read']>) => {
      const copy = callbackify(async () => void (await windowAt(position, length)).copy(buffer, offset, 0, length))
      copy((error) => done(error))
    },
    close: (done: (error: Error | null) => void) => done(null),
  })
}

type Range = (start: number, end: number) => AsyncIterable<Uint8Array>

function windowReader(range: Range): (position: number, length: number) => Promise<Buffer> {
  let kept = { start: 0, bytes: Buffer.alloc(0) }
  return async (position, length) => {
    if (position < kept.start || position + length > kept.start + kept.bytes.length) {
      const chunks: Uint8Array[] = []
      for await (const chunk of range(position, position + Math.max(length, WINDOW_BYTES) - 1)) chunks.push(chunk)
      kept = { start: position, bytes: Buffer.concat(chunks) }
    }
    const from = position - kept.start
    const found = kept.bytes.subarray(from, from + length)
    if (found.length < length) throw new Error('the archive ends too early')
    return found
  }
}
