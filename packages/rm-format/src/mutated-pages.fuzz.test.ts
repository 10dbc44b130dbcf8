import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusPages, hasCorpus } from '../test/corpus.ts'
import { pageOfStrokes, strokeThrough } from '../test/pages.ts'
import { seededRandom } from '../test/seeded-random.ts'
import { ANCHOR_TOP, DEFAULT_LIMITS, NotAPageError, parsePage, writeBlocks, writeFlatPage, writePage } from './index.ts'
import type { ParsedPage, SceneItem } from './index.ts'

/**
 * Damaged pages in great number. Everywhere a seeded part runs; KINFOLIO_FUZZ=full runs 200 cuts and 2,000 changes
 * of every corpus page, and of pages made here, so that there is something to run without the corpus.
 */
const isFull = process.env['KINFOLIO_FUZZ'] === 'full'
/** CPU of one parse, with room for a collection of garbage that happens to fall into it. */
const MAX_PARSE_MS = 2000

const text = {
  x: -468,
  y: 234,
  width: 936,
  paragraphs: [
    { text: 'Äpfel\u2028und', style: 6, baseStyle: 3, properties: 0x210 },
    { text: 'x', style: 2 },
  ],
}
const anchor = { character: { author: 0, counter: ANCHOR_TOP }, type: 2, threshold: 35.75, originX: 0 }
const highlight = { kind: 'highlight' as const, colour: 3, text: 'so', rects: [{ x: 0, y: 0, width: 9, height: 9 }] }
const made = [
  { name: 'made: a page of strokes', bytes: pageOfStrokes(5) },
  { name: 'made: version 3', bytes: writeFlatPage(3, [{ label: '', items: [strokeThrough([1, 2], [3, 4])] }]) },
  {
    name: 'made: text, an anchored group, a highlight, an image',
    bytes: writePage({
      text,
      paper: { width: 1404, height: 1872 },
      images: new Map([['632aa206-85be-8b8c-1f41-fdaa9a34afa6', { fileName: 'a.png', bytes: undefined }]]),
      layers: [
        {
          label: 'L',
          items: [
            { kind: 'group', anchor, items: [strokeThrough([0, 0], [5, 5])] },
            highlight,
            {
              kind: 'image',
              image: '632aa206-85be-8b8c-1f41-fdaa9a34afa6',
              corners: [{ x: 0, y: 0, u: 0, v: 0 }],
              triangles: [],
            },
          ],
        },
      ],
    }),
  },
]
const pages = [...made, ...corpusPages()]
const cuts = isFull ? 200 : 8
const changes = isFull ? 2000 : Math.ceil(2000 / pages.length)

const where = hasCorpus ? 'the corpus and made pages' : `made pages; the corpus is absent: ${NEEDS_CORPUS}`

describe(`from ${where}`, () => {
  test.each(pages)('$name, cut', ({ name, bytes }) => {
    const random = seededRandom(seedOf(name))
    for (let round = 0; round < cuts; round++) check(bytes.subarray(0, Math.floor(random() * bytes.length)))
  })

  test.each(pages)('$name, changed', ({ name, bytes }) => {
    const random = seededRandom(seedOf(name) ^ 0x5eed)
    for (let round = 0; round < changes; round++) check(mutate(bytes, random))
  })
})

test('the checks see what they look for', () => {
  const page = parsePage(pageOfStrokes(1))
  const [item] = page.scene.layers[0]?.items ?? []
  if (item?.kind !== 'stroke') throw new Error('a stroke was written')
  item.points.x[0] = NaN
  expect(() => checkItems(page)).toThrow()
})

/** Whatever the bytes: no other error, the bytes come back, nothing undrawable, and everything within limits. */
function check(bytes: Uint8Array): void {
  const start = process.cpuUsage()
  const page = parseOrRefuse(bytes)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(MAX_PARSE_MS)
  if (page === undefined) return
  expect(Buffer.from(writeBlocks(page)).equals(bytes)).toBe(true)
  expect(page.problems.length).toBeLessThanOrEqual(DEFAULT_LIMITS.maxProblems + 1)
  checkItems(page)
}

function parseOrRefuse(bytes: Uint8Array): ParsedPage | undefined {
  try {
    return parsePage(bytes)
  } catch (error) {
    if (error instanceof NotAPageError) return undefined
    throw error
  }
}

function checkItems(page: ParsedPage): void {
  const open: { items: SceneItem[]; depth: number }[] = page.scene.layers.map(({ items }) => ({ items, depth: 1 }))
  let points = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > DEFAULT_LIMITS.maxGroupDepth + 1) throw new Error('groups are nested too deep')
    for (const item of next.items) {
      if (item.kind === 'group') open.push({ items: item.items, depth: next.depth + 1 })
      if (item.kind === 'stroke') points += checkPoints(item)
    }
  }
  if (points > DEFAULT_LIMITS.maxPoints) throw new Error('more points than the limit')
  for (const { text: whole, spans } of page.scene.text?.paragraphs ?? []) {
    if ((spans.at(-1)?.to ?? 0) !== whole.length) throw new Error('the spans do not cover their paragraph')
  }
}

function checkPoints({ points, thickness }: Extract<SceneItem, { kind: 'stroke' }>): number {
  const { count, ...properties } = points
  if (!Number.isFinite(thickness)) throw new Error('a thickness is no number')
  for (const values of Object.values(properties)) {
    if (values.length !== count) throw new Error('the properties of points differ in number')
    for (const value of values) if (!Number.isFinite(value)) throw new Error('a point has a value that is no number')
  }
  return count
}

/** Bytes flipped, numbers made extreme, parts left out, doubled or moved: one to four such changes. */
function mutate(original: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = original.slice()
  const rounds = 1 + Math.floor(random() * 4)
  for (let round = 0; round < rounds; round++) {
    const at = Math.min(bytes.length - 1, 43 + Math.floor(random() * (bytes.length - 43)))
    const length = Math.floor(random() * random() * 64)
    const kind = Math.floor(random() * 6)
    if (kind <= 1) bytes[at] = Math.floor(random() * 256)
    else if (kind === 2) bytes.fill(random() < 0.5 ? 0xff : 0, at, at + 4)
    else if (kind === 3) bytes = joined([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 4) bytes = joined([bytes.subarray(0, at + length), bytes.subarray(at)])
    else bytes.copyWithin(at, 43 + Math.floor(random() * (bytes.length - 43)), bytes.length - length)
  }
  return bytes
}

function joined(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function seedOf(name: string): number {
  return new TextEncoder().encode(name).reduce((seed, byte) => (Math.imul(seed, 31) + byte) | 0, 7)
}
