import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 as sha256Schema, type Sha256 } from '@kinfolio/contracts'
import { v7 } from 'uuid'
import {
  BlobMissing,
  type Blobs,
  type BlobSource,
  BlobTooLarge,
  type PutOptions,
  type StoredBlob,
  StorageFull,
} from '../blobs.port.ts'
import { absentWhenMissing, isMissing, isThere } from './absent.ts'
import { giveBack } from './give-back.ts'
import { HELD, putBackHeld, removeOld } from './remove-old.ts'

/** Unfinished files live beside the blobs, so that a rename never crosses file systems. */
const UNFINISHED = 'unfinished'
const READ_CHUNK_BYTES = 256 * 1024
/** Small chunks are gathered: a write to the file system costs more than a copy. */
const WRITE_BYTES = 1024 * 1024
/** Chunks of a few bytes each hold far more memory than bytes. */
const WRITE_CHUNKS_MAX = 64
const READ_LIMIT_BYTES = 256 * 1024 * 1024
const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * Blobs as files `ab/cd/<hash>` below `folder`. A blob is written beside its place, synced, renamed and its folder
 * synced, so that a name is there only with all its bytes behind it. A file's time of change is when its bytes were last
 * put. Removes what a crash left unfinished; a folder belongs to one server, which its database guards.
 */
export async function openFileBlobs(options: { folder: string }): Promise<Blobs> {
  const { folder } = options
  await rm(join(folder, UNFINISHED), { recursive: true, force: true })
  for (const own of [UNFINISHED, HELD]) await mkdir(join(folder, own), { recursive: true, mode: 0o700 })
  await putBackHeld({ folder, pathOf: (sha256) => pathOf(folder, sha256) })
  return {
    put: async (source, options = {}) => put(folder, { source, ...options }),
    open: async (sha256, range) => {
      const file = await openBlob(folder, sha256)
      return file.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES })
    },
    read: async (sha256, limits = {}) => read(folder, { sha256, limitBytes: limits.limitBytes ?? READ_LIMIT_BYTES }),
    size: async (sha256) => sizeOf(folder, sha256),
    remove: async (sha256, { olderThan }) => removeOld({ folder, path: pathOf(folder, sha256), olderThan }),
    list: ({ olderThan }) => list(folder, olderThan),
  }
}

type Put = PutOptions & { source: BlobSource }

async function put(folder: string, input: Put): Promise<StoredBlob> {
  const path = join(folder, UNFINISHED, v7())
  try {
    const stored = await writeUnfinished(path, input)
    await moveIntoPlace(folder, { path, stored })
    return stored
  } catch (error) {
    await rm(path, { force: true })
    throw isFull(error) ? new StorageFull('there is no room left for files', { cause: error }) : error
  }
}

/** Hashes while it streams, holding at most one write, and answers once the bytes are on the disk. */
async function writeUnfinished(path: string, input: Put): Promise<StoredBlob> {
  const { source, limitBytes = Number.POSITIVE_INFINITY, signal, takesChunks = false } = input
  const hash = createHash('sha256')
  let sizeBytes = 0
  let unwritten: Uint8Array[] = []
  let unwrittenBytes = 0
  await using file = await open(path, 'wx', 0o600)
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    signal?.throwIfAborted()
    sizeBytes += chunk.byteLength
    if (sizeBytes > limitBytes) throw new BlobTooLarge(`more than ${limitBytes} bytes`)
    hash.update(chunk)
    unwritten.push(chunk)
    unwrittenBytes += chunk.byteLength
    if (unwrittenBytes < WRITE_BYTES && unwritten.length < WRITE_CHUNKS_MAX) continue
    await writeAll(file, unwritten)
    if (takesChunks) unwritten.forEach(giveBack)
    unwritten = []
    unwrittenBytes = 0
  }
  await writeAll(file, unwritten)
  signal?.throwIfAborted()
  await file.datasync()
  return { sha256: sha256Schema.parse(hash.digest('hex')), sizeBytes }
}

/** A write may take fewer bytes than it was given; then the rest is written again. */
async function writeAll(file: FileHandle, chunks: Uint8Array[]): Promise<void> {
  if (chunks.length === 0) return
  const total = chunks.reduce((bytes, chunk) => bytes + chunk.byteLength, 0)
  let { bytesWritten } = await file.writev(chunks)
  if (bytesWritten === total) return
  const rest = Buffer.concat(chunks)
  while (bytesWritten < total) bytesWritten += (await file.write(rest, bytesWritten)).bytesWritten
}

async function moveIntoPlace(folder: string, { path, stored }: { path: string; stored: StoredBlob }): Promise<void> {
  const target = pathOf(folder, stored.sha256)
  const shelf = dirname(target)
  if (await becomesYoung(target, stored.sizeBytes)) {
    await rm(path, { force: true })
  } else {
    await mkdir(shelf, { recursive: true, mode: 0o700 })
    await rename(path, target)
  }
  // Also when the blob was there: who renamed it may not have come this far yet.
  await Promise.all([shelf, dirname(shelf), folder].map(syncFolder))
}

/**
 * Makes a blob that is there already as young as a new one; false when it is not there. Looked for once more in the end: a
 * removal that began before the blob was young has taken it away by then, and one that begins later finds it young.
 */
async function becomesYoung(target: string, sizeBytes: number): Promise<boolean> {
  const found = await stat(target).catch(absentWhenMissing)
  // The same hash with another size is a file that something outside cut short: the good bytes replace it.
  if (found?.size !== sizeBytes) return false
  const now = new Date()
  await utimes(target, now, now).catch(absentWhenMissing)
  return isThere(target)
}

/** Without this a crash of the machine may forget the new name although the bytes are on the disk. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and keeps its names in a journal.
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function read(folder: string, input: { sha256: Sha256; limitBytes: number }): Promise<Uint8Array> {
  const { sha256, limitBytes } = input
  await using file = await openBlob(folder, sha256)
  if ((await file.stat()).size > limitBytes) throw new BlobTooLarge(`blob ${sha256} has more than ${limitBytes} bytes`)
  return file.readFile()
}

async function openBlob(folder: string, sha256: Sha256): Promise<FileHandle> {
  try {
    return await open(pathOf(folder, sha256))
  } catch (error) {
    if (isMissing(error)) throw new BlobMissing(`no blob ${sha256}`, { cause: error })
    throw error
  }
}

async function sizeOf(folder: string, sha256: Sha256): Promise<number | undefined> {
  return (await stat(pathOf(folder, sha256)).catch(absentWhenMissing))?.size
}

async function* list(folder: string, olderThan: Date): AsyncGenerator<Sha256> {
  for (const first of await shelves(folder)) {
    for (const second of await shelves(join(folder, first))) {
      for (const name of await readdir(join(folder, first, second))) {
        const hash = sha256Schema.safeParse(name)
        if (!hash.success) continue
        const found = await stat(join(folder, first, second, name)).catch(absentWhenMissing)
        if (found !== undefined && found.mtime < olderThan) yield hash.data
      }
    }
  }
}

async function shelves(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted()
}

function pathOf(folder: string, sha256: Sha256): string {
  // Parsed again because a path is built from it: nothing but 64 hexadecimal digits ever reaches the file system.
  const hash = sha256Schema.parse(sha256)
  return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL_CODES.has(String(error.code))
}
