import { startOpenAi } from '@kinfolio/testkit/vendors/openai'
import { expect, test } from 'vitest'
import { joinStrips } from './join-strips.ts'
import { identity, movedDown } from './preparation/affine.ts'
import { preparePage, type Strip } from './preparation/prepare-page.ts'
import { printPage } from './printed-page.fixture.ts'
import { lineOfText } from './read-lines.ts'
import { textOf, type Reading, type ReadingCost } from './reader.port.ts'
import { createReaders } from './readers.ts'

type Read = Extract<Reading, { outcome: 'read' }>

const image = { bytes: new Uint8Array(1), mediaType: 'image/png', width: 10, height: 10 } as const
/** Two halves of a page that share what lies between 0.4 and 0.6. */
const strips: Strip[] = [
  { image, toPage: movedDown(identity, { offset: 0, share: 0.6 }), from: 0, to: 0.5 },
  { image, toPage: movedDown(identity, { offset: 0.4, share: 0.6 }), from: 0.5, to: 1 },
]
const read = (lines: [text: string, y: number][], more: { language?: string; cost?: ReadingCost } = {}): Read => ({
  outcome: 'read',
  boxes: 'measured',
  confidence: 1,
  lines: lines.map(([text, y]) => lineOfText({ text, box: { x: 0.1, y, width: 0.8, height: 0.1 }, confidence: 1 })),
  ...more,
})

test('lines stand on the page, in the order of the strips', () => {
  const joined = joinStrips(strips, [read([['top', 0]]), read([['bottom', 0.9]])])
  if (joined.outcome !== 'read') throw new Error(joined.outcome)
  expect(textOf(joined)).toBe('top\nbottom')
  expect(joined.lines.map(({ box }) => [box.y, box.height])).toEqual([
    [0, expect.closeTo(0.06)],
    [expect.closeTo(0.94), expect.closeTo(0.06)],
  ])
  expect(joined.lines[1]?.words[0]?.box.y).toBeCloseTo(0.94)
})

test('a line that two strips show is taken from the one it lies in', () => {
  // On the page they lie at 0.45 and 0.55; the first strip ends within the second of them.
  const first = read([
    ['above', 0.7],
    ['belo', 0.87],
  ])
  const second = read([
    ['bove', 0.03],
    ['below', 0.2],
  ])
  expect(textOf(joinStrips(strips, [first, second]))).toBe('above\nbelow')
})

test('a line pressed against the lower edge of the page is kept', () => {
  expect(textOf(joinStrips(strips, [read([]), read([['last', 1]])]))).toBe('last')
})

test('boxes are measured only when those of every strip were', () => {
  const measured = read([['x', 0.1]])
  const estimated = { ...read([['y', 0.9]]), boxes: 'estimated' } as const
  expect(joinStrips(strips, [measured, estimated])).toMatchObject({ boxes: 'estimated' })
  expect(joinStrips(strips, [measured, measured])).toMatchObject({ boxes: 'measured' })
})

test('what the strips took adds up, unknown units left out', () => {
  const costs: ReadingCost[] = [
    { inputTokens: 10, usdMicros: 3 },
    { inputTokens: 5, outputTokens: 2, usdMicros: 4 },
  ]
  const joined = joinStrips(
    strips,
    costs.map((cost) => read([['x', 0.5]], { cost })),
  )
  expect(joined.cost).toEqual({ inputTokens: 15, outputTokens: 2, usdMicros: 7 })
  expect(joinStrips(strips, [read([]), read([])])).not.toHaveProperty('cost')
})

test('one strip that could not be read makes the page unreadable, at the cost of all', () => {
  const refused: Reading = { outcome: 'unreadable', because: 'refused', cost: { pictures: 1 } }
  const joined = joinStrips(strips, [read([['top', 0]], { cost: { pictures: 1 } }), refused])
  expect(joined).toEqual({ outcome: 'unreadable', because: 'refused', cost: { pictures: 2 } })
})

test('strips without a word are a blank page, a blank one among others is nothing', () => {
  expect(joinStrips(strips, [{ outcome: 'blank' }, { outcome: 'blank' }])).toEqual({ outcome: 'blank' })
  expect(textOf(joinStrips(strips, [{ outcome: 'blank' }, read([['bottom', 0.9]])]))).toBe('bottom')
})

test('the language of most strips is the page’s', () => {
  const of = (...languages: (string | undefined)[]) => {
    const readings = languages.map((language) => read([['x', 0.1]], language === undefined ? {} : { language }))
    const joined = joinStrips([...strips, ...strips].slice(0, readings.length), readings)
    return joined.outcome === 'read' ? joined.language : joined.outcome
  }
  expect(of('de', 'en', 'en')).toBe('en')
  expect(of(undefined, 'de')).toBe('de')
  expect(of(undefined, undefined)).toBeUndefined()
})

test('a tall page goes to a model at its full size, and its words come back to where they stand', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => `Line ${index + 1} of the long scroll`)
  const page = printPage({ lines, width: 1404, height: 6_000, fontPx: 50 })
  // Answers with one line whose box tells where the strip's picture begins and ends.
  await using server = await startOpenAi({
    script: (_, index) => ({ lines: [{ text: `strip ${index}`, box: [100, 450, 900, 550] }] }),
  })
  await using readers = createReaders({ dataDir: '/nowhere', outboundAllow: new URL(server.url).host })
  const choice = {
    engine: 'openai',
    model: 'vision-double',
    baseUrl: server.url,
    key: undefined,
    languages: [],
  } as const
  const reader = await readers.open(choice)
  const prepared = await preparePage(page.png, reader.reads)
  if (prepared.outcome !== 'strips') throw new Error(prepared.outcome)
  const readings: Reading[] = []
  for (const { image: strip } of prepared.strips) {
    const call = { pages: [strip], context: { languages: [] } }
    readings.push(...(await reader.readPages(call, AbortSignal.timeout(30_000))))
  }
  const seen = server.requests.flatMap(({ pictures }) => pictures)
  expect(seen.length).toBeGreaterThanOrEqual(3)
  for (const { width, height } of seen) expect([width, height <= reader.reads.maxEdgePx]).toEqual([1404, true])
  const joined = joinStrips(prepared.strips, readings)
  const ys = joined.outcome === 'read' ? joined.lines.map(({ box }) => box.y + box.height / 2) : []
  expect(ys).toHaveLength(seen.length)
  expect(ys).toEqual(ys.toSorted((a, b) => a - b))
})
