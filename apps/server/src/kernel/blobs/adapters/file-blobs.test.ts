import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { describeBlobs } from '../blobs.contract.ts'
import { StorageFull } from '../blobs.port.ts'
import { openFileBlobs } from './file-blobs.ts'

const root = await mkdtemp(join(tmpdir(), 'kinfolio-blobs-'))
afterAll(async () => rm(root, { recursive: true, force: true }))
const newFolder = async (): Promise<string> => mkdtemp(join(root, 'store-'))

describeBlobs(async () => openFileBlobs({ folder: await newFolder() }))

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('blobs as files', () => {
  test('a blob lies in folders named by its hash, readable by its owner alone', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const { sha256 } = await blobs.put(randomBytes(10))
    const found = await stat(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256))
    expect(found.mode & 0o777).toBe(0o600)
  })

  test('bytes that are already there are not written again', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const bytes = randomBytes(1_000)
    const { sha256 } = await blobs.put(bytes)
    const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    const before = await stat(path)
    await blobs.put(bytes)
    expect((await stat(path)).ino).toBe(before.ino)
  })

  test('a file that something cut short is made whole by putting the bytes again', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const bytes = randomBytes(1_000)
    const { sha256 } = await blobs.put(bytes)
    await truncate(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), 400)
    await blobs.put(bytes)
    expect(Buffer.compare(await blobs.read(sha256), bytes)).toBe(0)
  })

  test('what a crash left unfinished is gone at the next start, and blobs stay', async () => {
    const folder = await newFolder()
    const first = await openFileBlobs({ folder })
    const { sha256 } = await first.put(randomBytes(10))
    await writeFile(join(folder, 'unfinished', 'left-over'), 'half a file')
    const second = await openFileBlobs({ folder })
    expect(await filesBelow(folder)).toEqual([sha256])
    expect(await second.size(sha256)).toBe(10)
  })

  test('a blob that is put while it is removed for its age is there when the put answers', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const bytes = randomBytes(1_000)
    const { sha256 } = await blobs.put(bytes)
    const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    const olderThan = new Date(Date.now() - 3_600_000)
    const seen = { removed: 0, stayed: 0 }
    for (let round = 0; round < 400; round++) {
      await utimes(path, 0, 0)
      // The removal starts a little later each time, so that it meets every step of the put.
      const removal = sleep(round % 8).then(async () => blobs.remove(sha256, { olderThan }))
      const [isRemoved] = await Promise.all([removal, blobs.put(bytes)])
      seen[isRemoved ? 'removed' : 'stayed'] += 1
      expect(await blobs.size(sha256)).toBe(bytes.byteLength)
    }
    expect(Math.min(seen.removed, seen.stayed)).toBeGreaterThan(10)
    expect(await filesBelow(folder)).toEqual([sha256])
  })

  test('what a removal held when the machine went down is back at the next start', async () => {
    const folder = await newFolder()
    const { sha256 } = await (await openFileBlobs({ folder })).put(randomBytes(10))
    const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    await rename(path, join(folder, 'held', `${sha256}.interrupted`))
    await writeFile(join(folder, 'held', 'notes.txt'), 'not ours')
    const blobs = await openFileBlobs({ folder })
    expect(await blobs.size(sha256)).toBe(10)
    expect((await filesBelow(folder)).toSorted()).toEqual([sha256, 'notes.txt'].toSorted())
  })

  test('a refused put leaves no file at all', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    await blobs.put(randomBytes(2_000), { limitBytes: 1_000 }).catch(() => undefined)
    expect(await filesBelow(folder)).toEqual([])
  })

  test('a full disk is StorageFull', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const source = async function* (): AsyncGenerator<Uint8Array> {
      yield randomBytes(10)
      // The same error that a write to a full disk ends with; tests have no disk to fill.
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    }
    await expect(blobs.put(source())).rejects.toBeInstanceOf(StorageFull)
    expect(await filesBelow(folder)).toEqual([])
  })

  test('files that are no blobs are not listed', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const { sha256 } = await blobs.put(randomBytes(10))
    await writeFile(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), 'notes.txt'), 'not ours')
    const listed = []
    for await (const hash of blobs.list({ olderThan: new Date(Date.now() + 60_000) })) listed.push(hash)
    expect(listed).toEqual([sha256])
  })

  test('a large put holds a few chunks in memory, never the file', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const chunk = randomBytes(1024 * 1024)
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for (let megabytes = 0; megabytes < 200; megabytes++) yield chunk
    }
    const before = process.memoryUsage().arrayBuffers
    await blobs.put(source())
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024)
  })

  test('a put keeps most of the speed of hashing and writing alone', async () => {
    const folder = await newFolder()
    const blobs = await openFileBlobs({ folder })
    const path = join(folder, 'source')
    await writeFile(path, randomBytes(64 * 1024 * 1024))
    const bare = async (): Promise<void> => {
      const hash = createHash('sha256')
      const out = createWriteStream(join(folder, 'bare'), { flush: true })
      for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
        hash.update(chunk)
        if (!out.write(chunk)) await once(out, 'drain')
      }
      out.end()
      await once(out, 'close')
    }
    const ours = async (): Promise<void> => {
      const { sha256 } = await blobs.put(createReadStream(path, { highWaterMark: 256 * 1024 }))
      await blobs.remove(sha256, { olderThan: new Date(Date.now() + 60_000) })
    }
    const ratios: number[] = []
    for (let round = 0; round < 5; round++) ratios.push((await timed(bare)) / (await timed(ours)))
    // The bench holds 80 % of a bare PUT; a shared machine is given room here, and a second copy is still caught.
    expect(Math.max(...ratios)).toBeGreaterThan(0.8)
  })
})

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
