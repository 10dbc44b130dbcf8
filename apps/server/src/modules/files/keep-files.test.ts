import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Problem, UPLOAD_PATH_MAX_LENGTH } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBlobs } from '../../kernel/blobs/index.ts'
import { type Blobs, StorageFull } from '../../kernel/blobs/blobs.port.ts'
import { type ArrivingFile, createFiles } from './index.ts'

let folder: string
let blobs: Blobs
/** What was read of the request, in order. */
let read: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-files-'))
  blobs = await openBlobs({ storage: 'fs', folder })
})
beforeEach(() => {
  read = []
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const limits = { filesMax: 3, fileBytesMax: 1_000 }
const never = new AbortController().signal

async function* arriving(files: readonly [path: string, text: string | Error][]): AsyncGenerator<ArrivingFile> {
  for (const [path, text] of files) yield { path, bytes: bytesOf(path, text) }
}

async function* bytesOf(path: string, text: string | Error): AsyncGenerator<Uint8Array> {
  read.push(path)
  if (text instanceof Error) throw text
  // In two pieces, as a socket would bring them.
  const bytes = Buffer.from(text)
  yield bytes.subarray(0, bytes.length >> 1)
  yield bytes.subarray(bytes.length >> 1)
}

const keep = async (files: readonly [string, string | Error][], signal: AbortSignal = never) =>
  createFiles({ blobs }).keepFiles({ files: arriving(files), limits, signal })

async function problemOf(promise: Promise<unknown>): Promise<Problem['body']> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Problem)) throw new Error(`expected a problem, got ${String(error)}`)
  return error.body
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('files that are handed in', () => {
  test('give the memory of their chunks back once these are written', async () => {
    const chunks = Array.from({ length: 40 }, () => new Uint8Array(65_536))
    const file = { path: 'large.bin', bytes: Readable.from(chunks) }
    await createFiles({ blobs }).keepFiles({
      files: Readable.from([file]),
      limits: { filesMax: 1, fileBytesMax: 10_000_000 },
      signal: never,
    })
    expect(chunks.filter(({ buffer }) => !buffer.detached).length).toBeLessThan(16)
  })

  test('are safe under their hash when this answers, in the order they came', async () => {
    const kept = await keep([
      ['letters/may.txt', 'Dear May'],
      ['empty.txt', ''],
    ])
    expect(kept).toEqual([
      { path: 'letters/may.txt', sha256: sha256('Dear May'), sizeBytes: 8 },
      { path: 'empty.txt', sha256: sha256(''), sizeBytes: 0 },
    ])
    for (const { sha256: hash, sizeBytes } of kept) expect(await blobs.size(hash)).toBe(sizeBytes)
  })

  test('with the same bytes are kept once, under both names', async () => {
    const [one, other] = await keep([
      ['a.txt', 'same'],
      ['b.txt', 'same'],
    ])
    expect([one?.path, other?.path, one?.sha256 === other?.sha256]).toEqual(['a.txt', 'b.txt', true])
  })

  test('come under names that nothing stumbles over, and never into a place they chose', async () => {
    const [kept, long] = await keep([
      ['../../etc/cron.d/evil\u0000\r\n', 'x'],
      [`${'deep/'.repeat(500)}end.txt`, 'y'],
    ])
    expect(kept?.path).toBe('etc/cron.d/evil')
    expect(long?.path.length).toBeLessThanOrEqual(UPLOAD_PATH_MAX_LENGTH)
    const everything = await readdir(folder, { recursive: true })
    expect(everything.filter((name) => /evil|end\.txt|cron/.test(name))).toEqual([])
  })
})

describe('an upload', () => {
  test('without a file is told apart from one with empty files', async () => {
    expect((await problemOf(keep([]))).type).toBe('/problems/nothing-to-import')
    expect(await keep([['empty.txt', '']])).toHaveLength(1)
  })

  test('of exactly as many files as it may hold is kept; the one beyond is not even read', async () => {
    const files = ['a', 'b', 'c', 'd'].map((name): [string, string] => [name, name])
    expect(await keep(files.slice(0, 3))).toHaveLength(3)
    read = []
    expect(await problemOf(keep(files))).toMatchObject({ type: '/problems/too-many-files', limit_files: 3 })
    expect(read).toEqual(['a', 'b', 'c'])
  })

  test('with a file of exactly the limit is kept; one byte more is named', async () => {
    expect(await keep([['fits.bin', 'x'.repeat(1_000)]])).toMatchObject([{ sizeBytes: 1_000 }])
    const tooLong = keep([
      ['fine.txt', 'fine'],
      ['../too-long.bin', 'x'.repeat(1_001)],
      ['after.txt', 'after'],
    ])
    expect(await problemOf(tooLong)).toMatchObject({
      type: '/problems/file-too-large',
      path: 'too-long.bin',
      limit_bytes: 1_000,
    })
    expect(read).not.toContain('after.txt')
  })

  test('that breaks off leaves no half of a file behind', async () => {
    const before = (await readdir(folder, { recursive: true })).toSorted()
    await expect(keep([['half.bin', new Error('the line is dead')]])).rejects.toThrow('the line is dead')
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before)
  })

  test('whose sender has gone is given up with the sender’s own reason', async () => {
    const stop = new AbortController()
    stop.abort(new Error('the caller went away'))
    await expect(keep([['late.bin', 'late']], stop.signal)).rejects.toThrow('the caller went away')
  })

  test('for which there is no room says so, and keeps why for the log', async () => {
    const cause = new StorageFull('ENOSPC')
    const full: Blobs = { ...blobs, put: async () => Promise.reject(cause) }
    const upload = createFiles({ blobs: full }).keepFiles({ files: arriving([['a', 'a']]), limits, signal: never })
    await expect(upload).rejects.toMatchObject({ body: { type: '/problems/storage-full', status: 507 }, cause })
  })

  test('that fails by a defect is no problem of the sender', async () => {
    const broken: Blobs = { ...blobs, put: async () => Promise.reject(new TypeError('a defect')) }
    const upload = createFiles({ blobs: broken }).keepFiles({ files: arriving([['a', 'a']]), limits, signal: never })
    await expect(upload).rejects.toBeInstanceOf(TypeError)
  })
})
