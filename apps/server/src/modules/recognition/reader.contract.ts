import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { Outage } from '../../kernel/outage.ts'
import { printPage } from './printed-page.fixture.ts'
import { textOf, type PageImage, type Reader, type Reading } from './reader.port.ts'

/** A page of the suite, with what stands on it: doubles are taught it, real engines have to see it. */
export type KnownPage = { image: PageImage; sha256: string; lines: readonly string[] }

export type ReaderRig = AsyncDisposable & {
  reader: Reader
  /** How many pictures reached the engine so far. */
  sent(): number
  /** The same engine behind a key that it refuses; absent for engines without keys. */
  withWrongKey?: Reader
  /** The same engine, never answering, with a short time limit. */
  hung: Reader
  /** Puts the engine's server into trouble; absent for engines without one. */
  trouble?: (kind: 'none' | 'rate-limit' | 'overloaded' | 'garbage') => void
}

/** What the trouble `rate-limit` asks callers to wait. */
export const contractRetryAfterSeconds = 7

export type ReaderFeatures = { hasKey: boolean; hasServer: boolean }

const nobodyStops = (): AbortSignal => AbortSignal.timeout(60_000)
const noContext = { languages: ['en'] }

/** Every reader, ours or a vendor's, passes these. Rule ids are cited in reviews and bug reports. */
export function describeReader(features: ReaderFeatures, make: (known: KnownPage[]) => Promise<ReaderRig>): void {
  const known = knownPages()
  const open = async (): Promise<ReaderRig> => make(await known)
  describe('keeps the reader contract', () => {
    describeAnswers(known, open)
    describeRefusals(known, open)
    describeOutages(known, open)
    // Rules about keys and servers say nothing of an engine that has none: they are left out, not skipped.
    if (features.hasKey) describeKeys(known, open)
    if (features.hasServer) describeServers(known, open)
  })
}

type Open = () => Promise<ReaderRig>

function describeAnswers(known: Promise<KnownPage[]>, open: Open): void {
  test('R1 a page with no ink is blank, not an empty reading, and never reaches the engine', async () => {
    await using rig = await open()
    const pages = [await blankPage()]
    const [reading] = await rig.reader.readPages({ pages, context: noContext }, nobodyStops())
    expect(reading).toEqual({ outcome: 'blank' })
    expect(rig.sent()).toBe(0)
  })

  test('R2 every page has its answer, in the order of the pages, blank and broken ones between them', async () => {
    await using rig = await open()
    const [first, second] = await twoOf(known)
    const pages = [first.image, await blankPage(), second.image, damagedPage()]
    const readings = await readAll(rig.reader, pages)
    expect(readings.map(({ outcome }) => outcome)).toEqual(['read', 'blank', 'read', 'unreadable'])
    expect(squashed(readings[0])).toBe(squash(first.lines.join(' ')))
    expect(squashed(readings[2])).toBe(squash(second.lines.join(' ')))
  })

  test('R3 boxes lie inside the picture, lines from top to bottom, words inside their line', async () => {
    await using rig = await open()
    const [first] = await twoOf(known)
    const { lines } = await readOne(rig.reader, first)
    expect(lines).toHaveLength(first.lines.length)
    expect(lines.map((line) => line.box.y)).toEqual(lines.map((line) => line.box.y).toSorted((a, b) => a - b))
    for (const { box, words } of lines) {
      for (const one of [box, ...words.map((word) => word.box)]) {
        expect(Math.min(one.x, one.y, one.width, one.height)).toBeGreaterThanOrEqual(0)
        expect(Math.max(one.x + one.width, one.y + one.height)).toBeLessThanOrEqual(1 + 1e-9)
        expect(one.x).toBeGreaterThanOrEqual(box.x - 1e-9)
        expect(one.x + one.width).toBeLessThanOrEqual(box.x + box.width + 1e-9)
      }
    }
  })

  test('R4 the words of a line, joined by one space, are its text', async () => {
    await using rig = await open()
    const { lines } = await readOne(rig.reader, (await twoOf(known))[0])
    for (const line of lines) expect(line.words.map((word) => word.text).join(' ')).toBe(line.text)
  })

  test('R5 confidences are between 0 and 1, and a clean page is read with more than a half', async () => {
    await using rig = await open()
    const { lines, confidence } = await readOne(rig.reader, (await twoOf(known))[0])
    const all = [
      confidence,
      ...lines.flatMap((line) => [line.confidence, ...line.words.map((word) => word.confidence)]),
    ]
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...all)).toBeLessThanOrEqual(1)
    expect(confidence).toBeGreaterThan(0.5)
  })

  test('R6 the version is the same for every reader that is set up alike', async () => {
    await using one = await open()
    await using other = await open()
    expect(one.reader.version).toBe(other.reader.version)
    expect(one.reader.version).not.toBe('')
  })

  test('R7 the Test of a reader in good order says so', async () => {
    await using rig = await open()
    expect(await rig.reader.test(nobodyStops())).toMatchObject({ ok: true, details: { engine: expect.any(String) } })
  })
}

function describeRefusals(known: Promise<KnownPage[]>, open: Open): void {
  test('R8 a picture over the byte limit or the longest edge is too large, and never reaches the engine', async () => {
    await using rig = await open()
    const { maxImageBytes, maxEdgePx } = rig.reader.reads
    const heavy = { ...damagedPage(), bytes: new Uint8Array(maxImageBytes + 1) }
    const long = await stripOf(maxEdgePx + 1)
    const readings = await readAll(rig.reader, [heavy, long])
    expect(readings).toEqual([
      { outcome: 'unreadable', because: 'too-large' },
      { outcome: 'unreadable', because: 'too-large' },
    ])
    expect(rig.sent()).toBe(0)
  })

  test('R9 a damaged picture is unreadable, not an outage, and never reaches the engine', async () => {
    await using rig = await open()
    const [first] = await twoOf(known)
    const half = { ...first.image, bytes: first.image.bytes.subarray(0, first.image.bytes.byteLength / 2) }
    const readings = await readAll(rig.reader, [damagedPage(), half])
    expect(readings).toEqual([
      { outcome: 'unreadable', because: 'damaged' },
      { outcome: 'unreadable', because: 'damaged' },
    ])
    expect(rig.sent()).toBe(0)
  })

  test('R10 more pages than fit in a call are a mistake of the caller, and nothing is sent', async () => {
    await using rig = await open()
    const [first] = await twoOf(known)
    const pages = Array.from({ length: rig.reader.reads.pagesPerCall + 1 }, () => first.image)
    await expect(rig.reader.readPages({ pages, context: noContext }, nobodyStops())).rejects.toThrow('at most')
    expect(rig.sent()).toBe(0)
  })

  test('R11 an aborted signal ends the call with the signal’s own reason, and nothing is sent', async () => {
    await using rig = await open()
    const pages = [(await twoOf(known))[0].image]
    const stop = AbortSignal.abort(new Error('owner cancelled'))
    await expect(rig.reader.readPages({ pages, context: noContext }, stop)).rejects.toThrow('owner cancelled')
    expect(rig.sent()).toBe(0)
  })

  test('R12 a signal aborted while the engine is at work ends the call with its own reason', async () => {
    await using rig = await open()
    const pages = [(await twoOf(known))[0].image]
    const stop = new AbortController()
    const reading = rig.hung.readPages({ pages, context: noContext }, stop.signal)
    setTimeout(() => stop.abort(new Error('owner cancelled')), 100)
    await expect(reading).rejects.toThrow('owner cancelled')
  })
}

function describeOutages(known: Promise<KnownPage[]>, open: Open): void {
  test('R13 an engine that hangs ends at its time limit: retryable, or an answer', async () => {
    await using rig = await open()
    const pages = [(await twoOf(known))[0].image]
    const outcome = await rig.hung
      .readPages({ pages, context: noContext }, nobodyStops())
      .catch((error: unknown) => error)
    if (outcome instanceof Outage) expect(outcome).toMatchObject({ reason: 'timed-out', isRetryable: true })
    else expect(outcome).toEqual([{ outcome: 'unreadable', because: 'too-slow' }])
  })
}

function describeKeys(known: Promise<KnownPage[]>, open: Open): void {
  test('R14 a refused key is an outage that trying again does not mend', async () => {
    await using rig = await open()
    if (!rig.withWrongKey) throw new Error('the rig has no reader with a wrong key')
    expect(await outageOn(known, rig.withWrongKey)).toMatchObject({ reason: 'key-refused', isRetryable: false })
    expect((await outageOn(known, rig.withWrongKey)).message).toContain('the key was refused')
    expect(await rig.withWrongKey.test(nobodyStops())).toMatchObject({ ok: false, because: 'key-refused' })
  })
}

function describeServers(known: Promise<KnownPage[]>, open: Open): void {
  test('R15 a rate limit is retryable and tells after how long', async () => {
    await using rig = await open()
    rig.trouble?.('rate-limit')
    const retryAfterMs = contractRetryAfterSeconds * 1000
    expect(await outageOn(known, rig.reader)).toMatchObject({ reason: 'rate-limited', isRetryable: true, retryAfterMs })
  })

  test('R16 a broken server is retryable, and the reader reads again when it is mended', async () => {
    await using rig = await open()
    rig.trouble?.('overloaded')
    expect(await outageOn(known, rig.reader)).toMatchObject({ reason: 'overloaded', isRetryable: true })
    rig.trouble?.('none')
    expect((await readOne(rig.reader, (await twoOf(known))[0])).outcome).toBe('read')
  })

  test('R17 an answer that is not understood is an outage, never a reading', async () => {
    await using rig = await open()
    rig.trouble?.('garbage')
    expect(await outageOn(known, rig.reader)).toMatchObject({ reason: 'answer-not-understood' })
  })
}

/** The outage that reading a page ends in. */
async function outageOn(known: Promise<KnownPage[]>, reader: Reader): Promise<Outage> {
  const pages = [(await twoOf(known))[0].image]
  const outcome = await reader.readPages({ pages, context: noContext }, nobodyStops()).catch((error: unknown) => error)
  if (!(outcome instanceof Outage)) throw new Error(`expected an Outage, got ${String(outcome)}`)
  return outcome
}

/** Pages in calls of the size that the reader allows. */
async function readAll(reader: Reader, pages: PageImage[]): Promise<Reading[]> {
  const readings: Reading[] = []
  for (let at = 0; at < pages.length; at += reader.reads.pagesPerCall) {
    const some = pages.slice(at, at + reader.reads.pagesPerCall)
    readings.push(...(await reader.readPages({ pages: some, context: noContext }, nobodyStops())))
  }
  return readings
}

async function readOne(reader: Reader, page: KnownPage) {
  const [reading] = await reader.readPages({ pages: [page.image], context: noContext }, nobodyStops())
  if (reading?.outcome !== 'read') throw new Error(`the page came back ${JSON.stringify(reading)}`)
  return reading
}

function squashed(reading: Reading | undefined): string {
  return reading ? squash(textOf(reading)) : ''
}

function squash(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

async function twoOf(known: Promise<KnownPage[]>): Promise<[KnownPage, KnownPage]> {
  const [first, second] = await known
  if (!first || !second) throw new Error('two pages are known')
  return [first, second]
}

async function knownPages(): Promise<KnownPage[]> {
  const texts = [
    ['The harbour was quiet', 'when we came home.'],
    ['Seven boats lay along', 'the old stone wall.'],
  ]
  return Promise.all(
    texts.map(async (lines) => {
      const { png, width, height } = printPage({ lines, width: 1100, height: 700, fontPx: 56 })
      // Without alpha, so that preparation has no reason to write the picture anew.
      const bytes = await sharp(png).removeAlpha().png().toBuffer()
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { image: { bytes, mediaType: 'image/png' as const, width, height }, sha256, lines }
    }),
  )
}

async function blankPage(): Promise<PageImage> {
  const { png, width, height } = printPage({ lines: [], width: 600, height: 800 })
  return { bytes: png, mediaType: 'image/png', width, height }
}

function damagedPage(): PageImage {
  return { bytes: new Uint8Array([1, 2, 3]), mediaType: 'image/png', width: 600, height: 800 }
}

async function stripOf(width: number): Promise<PageImage> {
  const black = { create: { width, height: 40, channels: 3 as const, background: '#fff' } }
  const ink = {
    input: { create: { width: 200, height: 20, channels: 3 as const, background: '#000' } },
    left: 9,
    top: 9,
  }
  const bytes = await sharp(black).composite([ink]).png().toBuffer()
  return { bytes, mediaType: 'image/png', width, height: 40 }
}
