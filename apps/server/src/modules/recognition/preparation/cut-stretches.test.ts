import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutStretches, isTooTall, type Stretch } from './cut-stretches.ts'
import type { Grey } from './grey.ts'

const WIDTH = 40
/** A small copy of a page: black rows where `inked` says so. */
function pageOf(inked: readonly boolean[]): Grey {
  const pixels = new Uint8Array(WIDTH * inked.length).fill(255)
  for (const [row, isInked] of inked.entries()) {
    if (isInked) pixels.fill(0, row * WIDTH + 5, row * WIDTH + 15)
  }
  return { pixels, width: WIDTH, height: inked.length }
}
/** Cuts a page whose copy is ten times smaller than itself. */
const cut = (inked: readonly boolean[], tallest: number): Stretch[] => {
  const thumb = pageOf(inked)
  return cutStretches({ width: WIDTH * 10, height: inked.length * 10, thumb }, tallest)
}
const rowsOf = (stretch: Stretch, rows: number) => {
  const at = (share: number): number => Math.round(share * rows)
  return { top: at(stretch.top), bottom: at(stretch.bottom), from: at(stretch.from), to: at(stretch.to) }
}
/** Lines of 6 rows, 4 rows apart. */
const written = (rows: number): boolean[] => Array.from({ length: rows }, (_, row) => row % 10 < 6)

describe('a picture is too tall', () => {
  test.each([
    [{ width: 1404, height: 1872 }, 2_000, false],
    [{ width: 1404, height: 2_600 }, 2_000, false],
    [{ width: 1404, height: 2_808 }, 2_000, true],
    [{ width: 1404, height: 2_808 }, 2_808, false],
    [{ width: 4_000, height: 3_000 }, 2_000, false],
  ])('%o for %s pixels: %s', (picture, tallest, isIt) => {
    expect(isTooTall(picture, tallest)).toBe(isIt)
  })
})

describe('a tall page of lines', () => {
  const rows = 300
  const stretches = cut(written(rows), 1_000).map((stretch) => rowsOf(stretch, rows))

  test('is cut between them, into stretches of about the same height that share nothing', () => {
    expect(stretches).toHaveLength(4)
    for (const { top, bottom, from, to } of stretches) expect([top, bottom]).toEqual([from, to])
    for (const { to } of stretches.slice(0, -1)) expect(to % 10).toBeGreaterThanOrEqual(6)
    const heights = stretches.map(({ top, bottom }) => bottom - top)
    expect(Math.min(...heights)).toBeGreaterThan(60)
    expect(Math.max(...heights)).toBeLessThan(100)
  })

  test('gives every row to one of them, from the first to the last', () => {
    expect(stretches[0]?.from).toBe(0)
    expect(stretches.at(-1)?.to).toBe(rows)
    for (const [index, { to }] of stretches.slice(0, -1).entries()) expect(stretches[index + 1]?.from).toBe(to)
  })

  test('is cut in the widest gap that is near', () => {
    const paragraphs = written(200).map((isInked, row) => isInked && !(row > 85 && row < 105))
    const [first] = cut(paragraphs, 1_300).map((stretch) => rowsOf(stretch, 200))
    expect(first?.to).toBeGreaterThan(88)
    expect(first?.to).toBeLessThan(102)
  })
})

test('without any row free of ink, stretches overlap by a line, and each row still belongs to one', () => {
  const rows = 300
  const stretches = cut(
    Array.from({ length: rows }, () => true),
    1_000,
  ).map((stretch) => rowsOf(stretch, rows))
  expect(stretches.length).toBeGreaterThan(2)
  for (const [index, stretch] of stretches.slice(0, -1).entries()) {
    const next = stretches[index + 1]
    expect(next?.from).toBe(stretch.to)
    expect(stretch.bottom - (next?.top ?? 0)).toBeGreaterThanOrEqual(6)
  }
})

test('where ink is everywhere, the cut goes where there is least of it', () => {
  const thumb = pageOf(Array.from({ length: 180 }, () => true))
  // Ten of its columns are white in one row.
  for (let x = 5; x < 14; x += 1) thumb.pixels[85 * WIDTH + x] = 255
  const [first] = cutStretches({ width: WIDTH * 10, height: 1_800, thumb }, 1_000).map((stretch) =>
    rowsOf(stretch, 180),
  )
  expect(first?.to).toBe(85)
})

test('a wide gap is not worth another stretch when a narrow one serves', () => {
  const page = written(180).map((isInked, row) => isInked && !(row >= 64 && row < 76))
  const stretches = cut(page, 1_000).map((stretch) => rowsOf(stretch, 180))
  expect(stretches.map(({ to }) => to)).toEqual([89, 180])
})

test('a stretch that holds nothing is left out', () => {
  const gap = written(400).map((isInked, row) => isInked && (row < 40 || row > 360))
  const stretches = cut(gap, 1_000)
  expect(stretches.length).toBe(2)
  expect(stretches[0]?.to).toBeLessThan(0.3)
  expect(stretches[1]?.from).toBeGreaterThan(0.7)
})

test('whatever is written, no stretch is taller than allowed, and no row of ink is lost or doubled', () => {
  const pages = fc.array(fc.boolean(), { minLength: 100, maxLength: 400 })
  fc.assert(
    fc.property(pages, fc.integer({ min: 200, max: 900 }), (inked, tallest) => {
      const stretches = cut(inked, tallest).map((stretch) => rowsOf(stretch, inked.length))
      for (const { top, bottom } of stretches) expect((bottom - top) * 10).toBeLessThan(tallest)
      for (const [row, isInked] of inked.entries()) {
        if (!isInked) continue
        const owners = stretches.filter(({ from, to }) => row >= from && row < to)
        expect(owners).toHaveLength(1)
        expect(owners[0]?.top).toBeLessThanOrEqual(row)
        expect(owners[0]?.bottom).toBeGreaterThan(row)
      }
    }),
    { seed: 5, numRuns: 200 },
  )
})
