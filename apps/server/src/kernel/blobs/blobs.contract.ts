import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sha256 as sha256Schema, type Sha256 } from '@kinfolio/contracts'
import { BlobMissing, type Blobs, BlobTooLarge } from './blobs.port.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const hashOf = (bytes: Uint8Array): Sha256 => sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'))
const absent = hashOf(text('nobody ever put this'))
const later = (): Date => new Date(Date.now() + 60_000)

/** Longer than the clock of a file system takes for one step. */
const pause = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30))

async function* streamed(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes)
}

async function gathered(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function listed(blobs: Blobs, olderThan = later()): Promise<Sha256[]> {
  const hashes: Sha256[] = []
  for await (const hash of blobs.list({ olderThan })) hashes.push(hash)
  return hashes
}

/** Every place that keeps bytes passes these. Rule ids are cited in reviews and bug reports. */
export function describeBlobs(make: () => Promise<Blobs>): void {
  describe('keeps the blob contract', () => {
    test('B1 what was put comes back byte for byte, under its SHA-256 and size', async () => {
      const blobs = await make()
      const bytes = randomBytes(70_001)
      const stored = await blobs.put(bytes)
      expect(stored).toEqual({ sha256: hashOf(bytes), sizeBytes: 70_001 })
      expect(Buffer.compare(await blobs.read(stored.sha256), bytes)).toBe(0)
      expect(Buffer.compare(await gathered(await blobs.open(stored.sha256)), bytes)).toBe(0)
      expect(await blobs.size(stored.sha256)).toBe(70_001)
    })

    test('B2 a stream in uneven chunks is the same as the bytes at once', async () => {
      const blobs = await make()
      const bytes = randomBytes(1_000_003)
      const stored = await blobs.put(streamed(bytes, 7_919))
      expect(stored).toEqual({ sha256: hashOf(bytes), sizeBytes: bytes.byteLength })
      expect(Buffer.compare(await blobs.read(stored.sha256), bytes)).toBe(0)
    })

    test('B3 no bytes at all are a blob too', async () => {
      const blobs = await make()
      const stored = await blobs.put(new Uint8Array())
      expect(stored).toEqual({ sha256: hashOf(new Uint8Array()), sizeBytes: 0 })
      expect(await blobs.read(stored.sha256)).toHaveLength(0)
    })

    test('B4 the same bytes again are the same blob, also when put at the same moment', async () => {
      const blobs = await make()
      const bytes = randomBytes(50_000)
      const stored = await Promise.all([blobs.put(bytes), blobs.put(streamed(bytes, 999)), blobs.put(bytes)])
      stored.push(await blobs.put(bytes))
      expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(1)
      expect(await listed(blobs)).toEqual([hashOf(bytes)])
    })

    test('B5 a range has its first and its last byte', async () => {
      const blobs = await make()
      const { sha256 } = await blobs.put(text('0123456789'))
      const range = async (start: number, end: number): Promise<string> =>
        (await gathered(await blobs.open(sha256, { start, end }))).toString()
      expect(await range(2, 5)).toBe('2345')
      expect(await range(0, 0)).toBe('0')
      expect(await range(7, 1_000)).toBe('789')
    })

    test('B6 what is not there is missing, not empty', async () => {
      const blobs = await make()
      await expect(blobs.open(absent)).rejects.toBeInstanceOf(BlobMissing)
      await expect(blobs.read(absent)).rejects.toBeInstanceOf(BlobMissing)
      expect(await blobs.size(absent)).toBeUndefined()
      expect(await blobs.remove(absent, { olderThan: later() })).toBe(false)
    })

    test('B7 what was removed is gone', async () => {
      const blobs = await make()
      const { sha256 } = await blobs.put(text('soon gone'))
      await blobs.remove(sha256, { olderThan: later() })
      expect(await blobs.size(sha256)).toBeUndefined()
      expect(await listed(blobs)).toEqual([])
    })

    test('B8 more bytes than the limit are refused and leave nothing behind', async () => {
      const blobs = await make()
      const bytes = randomBytes(100_001)
      await expect(blobs.put(streamed(bytes, 1_000), { limitBytes: 100_000 })).rejects.toBeInstanceOf(BlobTooLarge)
      await expect(blobs.put(bytes, { limitBytes: 100_000 })).rejects.toBeInstanceOf(BlobTooLarge)
      expect(await listed(blobs)).toEqual([])
      expect((await blobs.put(bytes, { limitBytes: 100_001 })).sizeBytes).toBe(100_001)
    })

    test('B9 a read at once is refused beyond its limit', async () => {
      const blobs = await make()
      const { sha256 } = await blobs.put(randomBytes(1_001))
      await expect(blobs.read(sha256, { limitBytes: 1_000 })).rejects.toBeInstanceOf(BlobTooLarge)
    })

    test('B10 an aborted put ends with the reason of the abort and leaves nothing behind', async () => {
      const blobs = await make()
      const stop = new AbortController()
      const source = async function* (): AsyncGenerator<Uint8Array> {
        yield randomBytes(300_000)
        stop.abort(new Error('the sender left'))
        yield randomBytes(300_000)
      }
      await expect(blobs.put(source(), { signal: stop.signal })).rejects.toThrow('the sender left')
      expect(await listed(blobs)).toEqual([])
    })

    test('B11 a source that breaks leaves nothing behind', async () => {
      const blobs = await make()
      const source = async function* (): AsyncGenerator<Uint8Array> {
        yield randomBytes(300_000)
        throw new Error('the connection was cut')
      }
      await expect(blobs.put(source())).rejects.toThrow('the connection was cut')
      expect(await listed(blobs)).toEqual([])
    })

    test('B12 the list knows every blob stored before a moment, and none after it', async () => {
      const blobs = await make()
      const stored = await Promise.all([1, 2, 3].map(async (n) => blobs.put(text(`blob ${n}`))))
      expect((await listed(blobs)).toSorted()).toEqual(stored.map(({ sha256 }) => sha256).toSorted())
      expect(await listed(blobs, new Date(Date.now() - 60_000))).toEqual([])
    })

    test('B13 a stream of bytes that are removed meanwhile ends with its bytes or an error, never short', async () => {
      const blobs = await make()
      const bytes = randomBytes(3_000_000)
      const { sha256 } = await blobs.put(bytes)
      const stream = await blobs.open(sha256)
      const iterator = stream[Symbol.asyncIterator]()
      const first = await iterator.next()
      await blobs.remove(sha256, { olderThan: later() })
      const rest = await gathered({ [Symbol.asyncIterator]: () => iterator }).catch((error: unknown) => error)
      if (rest instanceof Error) return
      const all = Buffer.concat([first.done === true ? new Uint8Array() : first.value, Buffer.from(rest as Buffer)])
      expect(Buffer.compare(all, bytes)).toBe(0)
    })

    test('B14 chunks that are given away are the blob they were, and chunks that are not stay whole', async () => {
      const blobs = await make()
      const bytes = randomBytes(3_000_001)
      const source = (chunks: Uint8Array[]) =>
        async function* (): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.byteLength; at += 65_536) {
            chunks.push(new Uint8Array(bytes.subarray(at, at + 65_536)))
            yield chunks.at(-1) ?? new Uint8Array()
          }
        }
      const [given, kept]: [Uint8Array[], Uint8Array[]] = [[], []]
      const stored = await blobs.put(source(given)(), { takesChunks: true })
      expect(Buffer.compare(await blobs.read(stored.sha256), bytes)).toBe(0)
      await blobs.put(source(kept)())
      expect(Buffer.compare(Buffer.concat(kept), bytes)).toBe(0)
    })

    test('B15 only what was last put before a moment is removed, and putting it again makes it young', async () => {
      const blobs = await make()
      const [again, once] = [text('put again'), text('put once')]
      const [young, old] = [await blobs.put(again), await blobs.put(once)]
      await pause()
      const olderThan = new Date()
      await pause()
      await blobs.put(again)
      expect(await listed(blobs, olderThan)).toEqual([old.sha256])
      expect(await blobs.remove(young.sha256, { olderThan })).toBe(false)
      expect(await blobs.remove(old.sha256, { olderThan })).toBe(true)
      expect(await listed(blobs)).toEqual([young.sha256])
    })
  })
}
