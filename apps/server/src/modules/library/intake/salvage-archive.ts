import { Readable } from 'node:stream'
import { createInflateRaw, type InflateRaw } from 'node:zlib'
import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import { ArchiveDamaged, type ArchiveEntry } from './open-archive.ts'

/** A name is at most 65,535 bytes and the extra field as much again (APPNOTE 4.3.7). */
const HEADER_BYTES_MAX = 30 + 2 * 65_535
const LOCAL_HEADER = 0x04034b50
const DESCRIPTOR = 0x08074b50
const STORED = 0
const DEFLATED = 8

type Archive = { blobs: Blobs; sha256: Sha256; sizeBytes: number }
type LocalHeader = { name: string; method: number; isSizeUnknown: boolean; packedBytes: number; dataStart: number }

/**
 * The files of a zip whose directory is missing, from its beginning on, for as long as they can be read. The last
 * one throws `ArchiveDamaged` while it is read when the archive was cut off within it.
 */
export async function* salvageArchive(archive: Archive): AsyncGenerator<ArchiveEntry> {
  let at = 0
  for (;;) {
    const header = readLocalHeader(await readRange(archive, { at, length: HEADER_BYTES_MAX }), at)
    if (header === undefined) return
    const isSalvageable = header.method === DEFLATED || (header.method === STORED && !header.isSizeUnknown)
    if (!isSalvageable) return
    let end = header.dataStart + header.packedBytes
    const bytes =
      header.method === STORED ? storedBytes(archive, header) : inflated(archive, header, (used) => (end = used))
    if (!header.name.endsWith('/')) yield { name: header.name, bytes }
    else for await (const _ of bytes) continue
    at = header.isSizeUnknown ? await afterDescriptor(archive, end) : end
  }
}

function readLocalHeader(bytes: Buffer, at: number): LocalHeader | undefined {
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== LOCAL_HEADER) return undefined
  const nameLength = bytes.readUInt16LE(26)
  const dataOffset = 30 + nameLength + bytes.readUInt16LE(28)
  if (bytes.length < dataOffset) return undefined
  return {
    name: bytes.toString('utf8', 30, 30 + nameLength),
    method: bytes.readUInt16LE(8),
    isSizeUnknown: (bytes.readUInt16LE(6) & 0b1000) !== 0,
    packedBytes: bytes.readUInt32LE(18),
    dataStart: at + dataOffset,
  }
}

async function* storedBytes(archive: Archive, header: LocalHeader): AsyncGenerator<Uint8Array> {
  if (header.dataStart + header.packedBytes > archive.sizeBytes) throw new ArchiveDamaged('It was cut off.')
  if (header.packedBytes === 0) return
  const end = header.dataStart + header.packedBytes - 1
  yield* await archive.blobs.open(archive.sha256, { start: header.dataStart, end })
}

/** Unpacks until the stream says that it is complete, and tells where in the archive that is. */
async function* inflated(
  { blobs, sha256, sizeBytes }: Archive,
  header: LocalHeader,
  tellEnd: (end: number) => void,
): AsyncGenerator<Uint8Array> {
  if (header.dataStart >= sizeBytes) throw new ArchiveDamaged('It was cut off.')
  const inflate: InflateRaw = createInflateRaw()
  const source = Readable.from(await blobs.open(sha256, { start: header.dataStart, end: sizeBytes - 1 }))
  source.on('error', (error) => inflate.destroy(error))
  source.pipe(inflate)
  try {
    for await (const chunk of inflate) yield chunk
  } catch (cause) {
    throw new ArchiveDamaged('It was cut off or is damaged.', { cause })
  } finally {
    source.destroy()
    inflate.destroy()
  }
  tellEnd(header.dataStart + inflate.bytesWritten)
}

/** Sizes that were not known beforehand follow the data, with or without a mark of their own (APPNOTE 4.3.9). */
async function afterDescriptor(archive: Archive, at: number): Promise<number> {
  const bytes = await readRange(archive, { at, length: 32 })
  const marked = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? 16 : 12
  // With sizes of 64 bits it is 8 bytes longer, which only the next header tells.
  const isNextHeader = (offset: number): boolean =>
    bytes.length >= offset + 4 && bytes.readUInt32LE(offset) === LOCAL_HEADER
  return at + (isNextHeader(marked + 8) && !isNextHeader(marked) ? marked + 8 : marked)
}

async function readRange(
  { blobs, sha256, sizeBytes }: Archive,
  { at, length }: { at: number; length: number },
): Promise<Buffer> {
  if (at >= sizeBytes) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  const end = Math.min(at + length, sizeBytes) - 1
  for await (const chunk of await blobs.open(sha256, { start: at, end })) chunks.push(chunk)
  return Buffer.concat(chunks)
}
