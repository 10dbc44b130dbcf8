import { describe, expect, test } from 'vitest'
import {
  id,
  linkBlock,
  pageOfBlocks,
  pageOfStrokes,
  rawBlock,
  strokeThrough,
  strokesIn,
  wideStrokeBlock,
} from '../test/pages.ts'
import { DEFAULT_LIMITS, parsePage, pointsOf, writeBlocks, writeFlatPage, writePage } from './index.ts'
import type { ParsedPage, PageProblem } from './index.ts'

const LAYER = id(0, 11)
const codes = (page: ParsedPage): PageProblem['code'][] => page.problems.map((problem) => problem.code)
const kept = (page: ParsedPage): number => strokesIn(page.scene).reduce((sum, { points }) => sum + points.count, 0)

/** The promise for any page, with room for a slow machine (the brief of the format: 2 s of CPU). */
const MAX_PARSE_MS = 2000

describe('a page with more points than the limit', () => {
  const line = (count: number) => ({
    ...strokeThrough(),
    points: pointsOf(Array.from({ length: count }, (_, x) => ({ x, y: 0 }))),
  })
  const layers = [{ label: '', items: [line(1000), line(3), line(2)] }]

  test.each([
    ['version 6', writePage({ layers })],
    ['version 5', writeFlatPage(5, layers)],
  ])('of %s is thinned evenly, and its strokes keep their ends', (_, bytes) => {
    const page = parsePage(bytes, { maxPoints: 300 })
    const ends = strokesIn(page.scene).map(({ points: { x, count } }) => [x[0], x[count - 1]])
    expect(ends).toEqual([
      [0, 999],
      [0, 2],
      [0, 1],
    ])
    expect(kept(page)).toBeLessThanOrEqual(300)
    expect(kept(page)).toBeGreaterThan(140)
    expect(page.problems).toEqual([
      expect.objectContaining({ code: 'too-many-points', severity: 'repaired', count: 1005 - kept(page) }),
    ])
  })

  test('of strokes that cannot be thinned shows as many as fit', () => {
    const page = parsePage(pageOfStrokes(100), { maxPoints: 150 })
    expect(kept(page)).toBe(150)
    expect(page.problems).toContainEqual(expect.objectContaining({ severity: 'lost', count: 25 }))
  })
})

test('blocks beyond the limit are kept as bytes', () => {
  const bytes = pageOfStrokes(10)
  const page = parsePage(bytes, { maxBlocks: 12 })
  expect(strokesIn(page.scene).length).toBeLessThan(10)
  expect(codes(page)).toEqual(['too-many-blocks'])
  expect(writeBlocks(page)).toEqual(bytes)
})

test('strokes and layers of version 5 beyond the limit are left out', () => {
  const bytes = writeFlatPage(5, [{ label: '', items: Array.from({ length: 10 }, () => strokeThrough([1, 1])) }])
  expect(strokesIn(parsePage(bytes, { maxBlocks: 4 }).scene)).toHaveLength(4)
  const layers = writeFlatPage(
    3,
    Array.from({ length: 10 }, () => ({ label: '', items: [] })),
  )
  expect(parsePage(layers, { maxBlocks: 4 }).scene.layers).toHaveLength(4)
})

test('a string longer than the limit is cut, and the text after it stays', () => {
  const text = {
    x: 0,
    y: 0,
    width: 100,
    paragraphs: [
      { text: 'x'.repeat(50), style: 1 },
      { text: 'end', style: 1 },
    ],
  }
  const page = parsePage(writePage({ layers: [], text }), { maxStringBytes: 20 })
  expect(page.scene.text?.paragraphs[0]?.text).toBe('x'.repeat(20))
  expect(page.scene.text?.paragraphs.at(-1)?.text).toBe('end')
  expect(codes(page)).toEqual(['too-long-text'])
})

test('typed text beyond the limits is cut', () => {
  const paragraphs = Array.from({ length: 30 }, (_, index) => ({ text: `line ${index}`, style: 1 }))
  const bytes = writePage({ layers: [], text: { x: 0, y: 0, width: 100, paragraphs } })
  const few = parsePage(bytes, { maxTextCharacters: 13 })
  expect(few.scene.text?.paragraphs.map((paragraph) => paragraph.text)).toEqual(['line 0', 'line 1'])
  expect(codes(few)).toContain('too-long-text')
  const runs = parsePage(bytes, { maxTextRuns: 4 })
  expect(runs.scene.text?.paragraphs).toHaveLength(3)
  expect(codes(runs)).toEqual(['too-long-text'])
})

// RM-10.9
test('problems are merged, and beyond the limit only counted', () => {
  const blocks = Array.from({ length: 60 }, (_, index) => rawBlock(0x40 + (index % 30), () => undefined))
  const { problems } = parsePage(pageOfBlocks(blocks), { maxProblems: 10 })
  expect(problems).toHaveLength(11)
  expect(problems[0]).toMatchObject({ code: 'unknown-block', count: 2 })
  expect(problems[10]).toMatchObject({ code: 'too-many-problems', count: 40 })
})

// RM-10.8
describe('time and memory are bounded', () => {
  // CPU time, because other programs may share the machine.
  const timed = (bytes: Uint8Array): { page: ParsedPage; ms: number } => {
    const start = process.cpuUsage()
    const page = parsePage(bytes)
    return { page, ms: process.cpuUsage(start).user / 1000 }
  }

  // RM-10.7, RM-10.8
  test('70,000 strokes on one page, the busiest that is known', () => {
    const { page, ms } = timed(pageOfStrokes(70_000))
    expect(page.problems).toEqual([])
    expect(page.scene.layers[0]?.items).toHaveLength(70_000)
    expect(ms).toBeLessThan(MAX_PARSE_MS)
  })

  test('as many strokes at one place by many authors as there may be blocks', () => {
    const blocks = [linkBlock({ parent: id(0, 1), own: id(0, 13), node: LAYER })]
    for (let counter = 1; counter < DEFAULT_LIMITS.maxBlocks; counter++) {
      blocks.push(wideStrokeBlock({ parent: LAYER, own: id(counter % 255, counter), left: id(0, 1), floats: [] }))
    }
    const { page, ms } = timed(pageOfBlocks(blocks))
    expect(page.scene.layers[0]?.items).toHaveLength(DEFAULT_LIMITS.maxBlocks - 1)
    expect(ms).toBeLessThan(MAX_PARSE_MS)
  })

  test('two million empty blocks', () => {
    const bytes = new Uint8Array(43 + 8 * 2_000_000)
    bytes.set(new TextEncoder().encode('reMarkable .lines file, version=6          '))
    for (let at = 43; at < bytes.length; at += 8) bytes[at + 7] = 5
    const { page, ms } = timed(bytes)
    expect(codes(page)).toContain('broken-block')
    expect(codes(page)).toContain('too-many-blocks')
    expect(ms).toBeLessThan(MAX_PARSE_MS)
  })

  test('a deleted run of four thousand million characters', () => {
    const text = rawBlock(0x07, (writer) => {
      writer.idField(0x1f, id(0, 0))
      writer.part(0x2c, () =>
        writer.part(0x1c, () =>
          writer.part(0x1c, () => {
            writer.varuint(2)
            writer.part(0x0c, () => {
              writer.idField(0x2f, id(1, 16))
              writer.u32Field(0x54, 0xffffffff)
            })
            writer.part(0x0c, () => {
              writer.idField(0x2f, id(2, 1))
              writer.idField(0x3f, id(1, 3_000_000_000))
              writer.stringPart(0x6c, { text: 'still here' })
            })
          }),
        ),
      )
    })
    const { page, ms } = timed(pageOfBlocks([text]))
    expect(page.scene.text?.paragraphs.map((paragraph) => paragraph.text)).toEqual(['still here'])
    expect(page.scene.text?.deleted?.map((run) => run.count)).toEqual([2_999_999_985, 0xffffffff - 2_999_999_985])
    expect(ms).toBeLessThan(100)
  })

  test('twenty million claimed layers, and points that are not there', () => {
    const header = new TextEncoder().encode('reMarkable .lines file, version=5          ')
    const bytes = new Uint8Array(43 + 20_000_000)
    bytes.set(header)
    new DataView(bytes.buffer).setUint32(43, 0xffffffff, true)
    expect(timed(bytes).ms).toBeLessThan(MAX_PARSE_MS)
  })

  test('ten million points', () => {
    const header = new TextEncoder().encode('reMarkable .lines file, version=3          ')
    const count = 10_000_000
    const bytes = new Uint8Array(43 + 8 + 20 + count * 24)
    bytes.set(header)
    const view = new DataView(bytes.buffer)
    view.setUint32(43, 1, true)
    view.setUint32(47, 1, true)
    view.setUint32(51 + 16, count, true)
    const { page, ms } = timed(bytes)
    expect(kept(page)).toBeLessThanOrEqual(DEFAULT_LIMITS.maxPoints)
    expect(kept(page)).toBeGreaterThan(DEFAULT_LIMITS.maxPoints / 2)
    expect(ms).toBeLessThan(MAX_PARSE_MS)
  })
})
