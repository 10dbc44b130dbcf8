/**
 * `.rmdoc`: the files of a document in a zip archive (also `.rmn`, and what tools export as `.zip`). Only what such
 * archives need: stored and deflated files, no encryption, no zip64.
 */

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
/** The comment behind the end is at most this long. */
const MAX_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8
/** Names are UTF-8. */
const UTF8_FLAG = 0x800
/** 1 January 1980, the beginning of time for zip: equal files give equal archives. */
const DATE = 0x21

/** What an archive may unpack to, in bytes. */
export const MAX_RMDOC_BYTES = 512 * 1024 * 1024

/** Files by path; `problems` says in words what could not be unpacked. */
export type Rmdoc = { files: Map<string, Uint8Array>; problems: string[] }

/** A file as it lies in the archive; `crc` is the checksum of what it unpacks to. */
type Stored = { path: string; method: number; crc: number; bytes: Uint8Array }

/**
 * The files of an archive. Leading slashes of paths are dropped (they occur in archives of the wild); what cannot be
 * unpacked is named and left out. An archive whose end is missing is read from its beginning, as far as it goes.
 */
export async function readRmdoc(archive: Uint8Array, maxBytes = MAX_RMDOC_BYTES): Promise<Rmdoc> {
  const files = new Map<string, Uint8Array>()
  const problems: string[] = []
  const listed = listedFiles(archive)
  if (listed === undefined) problems.push('The archive has no list of its files; they are taken as they come.')
  let left = maxBytes
  for (const stored of listed ?? filesInARow(archive)) {
    const bytes = await unpacked(stored, left)
    if (bytes === undefined || crc32(bytes) !== stored.crc) problems.push(`${stored.path} is damaged and left out.`)
    else {
      files.set(stored.path, bytes)
      left -= bytes.length
    }
  }
  return { files, problems }
}

/** An archive of these files, stored as they are: pages are small, and PDFs and pictures are packed already. */
export function writeRmdoc(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [path, bytes] of files) {
    const name = new TextEncoder().encode(path)
    const entry = { name, crc: crc32(bytes), length: bytes.length }
    const local = header(LOCAL_BYTES, { signature: LOCAL, at: 4, entry })
    directory.push(centralEntry(entry, offset), name)
    pieces.push(local, name, bytes)
    offset += local.length + name.length + bytes.length
  }
  const listLength = directory.reduce((total, { length }) => total + length, 0)
  const end = new DataView(new ArrayBuffer(END_BYTES))
  end.setUint32(0, END, true)
  end.setUint16(8, files.size, true)
  end.setUint16(10, files.size, true)
  end.setUint32(12, listLength, true)
  end.setUint32(16, offset, true)
  return joined([...pieces, ...directory, new Uint8Array(end.buffer)])
}

type Entry = { name: Uint8Array; crc: number; length: number }

/** An entry of the list at the end: the local header's fields, and where that header stands. */
function centralEntry(entry: Entry, offset: number): Uint8Array {
  const bytes = header(CENTRAL_BYTES, { signature: CENTRAL, at: 6, entry })
  const view = new DataView(bytes.buffer)
  view.setUint16(4, 20, true)
  view.setUint32(42, offset, true)
  return bytes
}

/** The fields that both kinds of headers share, from `at` on: version, flags, method, time, date, checksum, lengths. */
function header(size: number, input: { signature: number; at: number; entry: Entry }): Uint8Array {
  const { signature, at, entry } = input
  const view = new DataView(new ArrayBuffer(size))
  view.setUint32(0, signature, true)
  view.setUint16(at, 20, true)
  view.setUint16(at + 2, UTF8_FLAG, true)
  view.setUint16(at + 4, STORED, true)
  view.setUint16(at + 8, DATE, true)
  view.setUint32(at + 10, entry.crc, true)
  view.setUint32(at + 14, entry.length, true)
  view.setUint32(at + 18, entry.length, true)
  view.setUint16(at + 22, entry.name.length, true)
  return new Uint8Array(view.buffer)
}

/** By the list at the end of the archive; undefined where it is missing or wrong. */
function listedFiles(archive: Uint8Array): Stored[] | undefined {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = findEnd(view)
  if (end === undefined) return undefined
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const found: Stored[] = []
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL) return undefined
    const local = view.getUint32(at + 42, true)
    const length = view.getUint32(at + 20, true)
    const nameLength = view.getUint16(at + 28, true)
    const path = pathIn(archive.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength))
    const bytes = contentAt(archive, { local, length })
    if (bytes === undefined) return undefined
    const stored = { path, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), bytes }
    if (isFile(path)) found.push(stored)
    at += CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return found
}

/** The last place where an end may begin. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) if (view.getUint32(at, true) === END) return at
  return undefined
}

/** A file's packed bytes, behind its local header. */
function contentAt(archive: Uint8Array, { local, length }: { local: number; length: number }): Uint8Array | undefined {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  if (local + LOCAL_BYTES > view.byteLength || view.getUint32(local, true) !== LOCAL) return undefined
  const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  return start + length > view.byteLength ? undefined : archive.subarray(start, start + length)
}

/** One after the other, up to the first that is cut, or whose length stands behind it (flag 8). */
function filesInARow(archive: Uint8Array): Stored[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const found: Stored[] = []
  let at = 0
  while (at + LOCAL_BYTES <= view.byteLength && view.getUint32(at, true) === LOCAL) {
    const length = view.getUint32(at + 18, true)
    const bytes = contentAt(archive, { local: at, length })
    const isLengthBehind = (view.getUint16(at + 6, true) & 8) !== 0
    if (bytes === undefined || isLengthBehind) break
    const path = pathIn(archive.subarray(at + LOCAL_BYTES, at + LOCAL_BYTES + view.getUint16(at + 26, true)))
    const stored = { path, method: view.getUint16(at + 8, true), crc: view.getUint32(at + 14, true), bytes }
    if (isFile(path)) found.push(stored)
    at = bytes.byteOffset - archive.byteOffset + length
  }
  return found
}

/** As names in the tablet's folder, whichever root the archive was packed from. */
function pathIn(name: Uint8Array): string {
  return new TextDecoder().decode(name).replace(/^\/+/, '')
}

/** Folders have entries of their own in some archives. */
function isFile(path: string): boolean {
  return path !== '' && !path.endsWith('/')
}

/** Undefined when the bytes are damaged, packed in another way, or more than `maxBytes`. */
async function unpacked({ method, bytes }: Stored, maxBytes: number): Promise<Uint8Array | undefined> {
  if (method === STORED) return bytes.length <= maxBytes ? bytes : undefined
  if (method !== DEFLATED) return undefined
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    // A copy, because a stream takes over the memory that it is given.
    const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    const reader = stream.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length
      if (length > maxBytes) {
        await reader.cancel()
        return undefined
      }
      pieces.push(next.value)
    }
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
  return joined(pieces)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** The checksum of zip and PNG (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
