import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '@kinfolio/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import { openBlobs } from '../../../kernel/blobs/index.ts'
import { createArchiveBudget } from './archive-limits.ts'
import { unpackArchives } from './unpack-archives.ts'

const folder = await mkdtemp(join(tmpdir(), 'kinfolio-archives-'))
const blobs = await openBlobs({ storage: 'fs', folder })
afterAll(async () => rm(folder, { recursive: true, force: true }))

async function zip(files: Record<string, Buffer | string>, options: { compress?: boolean } = {}): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) archive.addBuffer(Buffer.from(bytes), name, options)
  archive.end()
  const chunks: Buffer[] = []
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function unpack(bytes: Buffer, limits?: Parameters<typeof createArchiveBudget>[0]) {
  const kept = { path: 'box.zip', ...(await blobs.put(bytes)) }
  return unpackArchives({ blobs, budget: createArchiveBudget(limits) }, [kept])
}

const hashOf = (bytes: string | Buffer) => sha256.parse(createHash('sha256').update(bytes).digest('hex'))
const small = { entriesMax: 5, bytesMax: 100_000, ratioMax: 200, ratioFloorBytes: 1_000_000 }

/** Makes a name that no honest writer would, by writing over one of the same length. */
function rename(archive: Buffer, from: string, to: string): Buffer {
  return Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1')
}

/** Says that 50,000 bytes are 10. */
async function lyingZip(): Promise<Buffer> {
  const archive = await zip({ a: Buffer.alloc(50_000, 'ab') })
  const declared = Buffer.alloc(4)
  declared.writeUInt32LE(50_000)
  for (let at = archive.indexOf(declared); at >= 0; at = archive.indexOf(declared, at + 1))
    archive.writeUInt32LE(10, at)
  return archive
}

describe('an archive', () => {
  test('gives its files under its own name as a folder', async () => {
    const { files, archives } = await unpack(await zip({ 'a/b.txt': 'hello' }))
    expect(files).toMatchObject([{ path: 'box/a/b.txt', sha256: hashOf('hello'), kind: 'unknown' }])
    expect(archives).toMatchObject([{ path: 'box.zip', role: 'archive' }])
  })

  test.each([
    ['../../../etc/x', 'box/etc/x'],
    ['/abs/olute/nam', 'box/abs/olute/nam'],
    ['C:\\users\\a\\bc', 'box/C:/users/a/bc'],
    ['nul\0line\r\nend', 'box/nullineend'],
  ])('with the name %j in it gives %j', async (hostile, path) => {
    const archive = rename(await zip({ ['x'.repeat(hostile.length)]: 'data' }), 'x'.repeat(hostile.length), hostile)
    expect((await unpack(archive)).files).toMatchObject([{ path, sha256: hashOf('data') }])
  })

  test('with too many files is kept and not opened', async () => {
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}`, 'x']))
    const { files, archives } = await unpack(await zip(many), small)
    expect(files).toEqual([])
    expect(archives).toMatchObject([{ role: 'set-aside', reason: 'It holds more than 5 files.' }])
  })

  test('that lists too many files is refused before one of them is written', async () => {
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}`, `listed ${index}`]))
    const kept = { path: 'box.zip', ...(await blobs.put(await zip(many))) }
    const closed: Blobs = { ...blobs, put: async () => expect.fail('a file was written') }
    const { archives } = await unpackArchives({ blobs: closed, budget: createArchiveBudget(small) }, [kept])
    expect(archives).toMatchObject([{ role: 'set-aside', reason: 'It holds more than 5 files.' }])
  })

  test('that unpacks to too much is stopped at the limit', async () => {
    const { files, archives } = await unpack(await zip({ a: Buffer.alloc(100_001, 'ab') }), small)
    expect(files).toEqual([])
    expect(archives).toMatchObject([{ role: 'set-aside', reason: expect.stringContaining('more than 100000 bytes') }])
  })

  test('that unpacks to a thousand times its size is a bomb', async () => {
    const { files, archives } = await unpack(await zip({ zeros: Buffer.alloc(20 * 1024 ** 2) }))
    expect(files).toEqual([])
    expect(archives).toMatchObject([{ reason: 'It unpacks to more than 200 times its own size.' }])
  })

  test('that lies about the size of what it holds is damaged, not believed', async () => {
    const { archives } = await unpack(await lyingZip(), small)
    expect(archives).toMatchObject([{ role: 'set-aside' }])
  })

  test('that turns out to lie before anybody reads it is damaged all the same', async () => {
    const slow: Blobs = {
      ...blobs,
      put: async (source, options) => {
        await sleep(100)
        return blobs.put(source, options)
      },
    }
    const kept = { path: 'box.zip', ...(await blobs.put(await lyingZip())) }
    const { archives } = await unpackArchives({ blobs: slow, budget: createArchiveBudget(small) }, [kept])
    expect(archives).toMatchObject([{ role: 'set-aside' }])
  })

  test('in an archive is opened, one within that is kept closed', async () => {
    const third = await zip({ 'deep.txt': 'too deep' })
    const second = await zip({ 'third.zip': third, 'mid.txt': 'mid' })
    const { files, archives } = await unpack(await zip({ 'second.zip': second }))
    expect(files.map(({ path }) => path)).toEqual(['box/second/mid.txt'])
    expect(archives).toContainEqual(expect.objectContaining({ path: 'box/second/third.zip', role: 'set-aside' }))
  })

  test('that was cut off gives what came before the cut', async () => {
    const files = { 'one.txt': 'first '.repeat(500), 'two.txt': 'second '.repeat(500), 'three.bin': randomish(20_000) }
    for (const compress of [true, false]) {
      const archive = await zip(files, { compress })
      const cut = archive.subarray(0, archive.indexOf('three.bin') + 2_000)
      const unpacked = await unpack(cut)
      expect(unpacked.files.map(({ path }) => path)).toEqual(['box/one.txt', 'box/two.txt'])
      expect(unpacked.files[1]?.sha256).toBe(hashOf(files['two.txt']))
      expect(unpacked.archives).toMatchObject([{ role: 'set-aside', reason: expect.stringContaining('2 files') }])
    }
  })

  test('that is noise behind a zip mark is kept and said to be damaged', async () => {
    const { files, archives } = await unpack(Buffer.concat([Buffer.from('PK\x03\x04'), randomish(5_000)]))
    expect(files).toEqual([])
    expect(archives).toMatchObject([{ role: 'set-aside', reason: expect.stringContaining('damaged') }])
  })

  test('cut off at any length never throws', async () => {
    const archive = await zip({ 'one.txt': 'first', 'two.txt': 'second '.repeat(20) })
    for (let length = 4; length < archive.length; length += 3) {
      const { archives, files } = await unpack(archive.subarray(0, length))
      expect(archives.length + files.length).toBeGreaterThan(0)
    }
  })
})

/** Bytes that do not pack, the same each time. */
function randomish(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}
