import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { strokesUnder } from './geometry.ts'
import { asFraction } from './ink.ts'
import { litUnder } from './lit.ts'

/** Boxes on a grid of a thousandth of the page, which is finer than a pen. */
const unit = fc.integer({ min: 0, max: 1_000 })
const box = fc.tuple(unit, unit, unit, unit).map(([x, y, right, bottom]) => ({
  x: Math.min(x, right) / 1_000,
  y: Math.min(y, bottom) / 1_000,
  width: Math.abs(right - x) / 1_000,
  height: Math.abs(bottom - y) / 1_000,
}))
const run = { seed: 51, numRuns: 200 }
const WHOLE = { x: 0, y: 0, width: 1, height: 1 }

test('the whole page has all ink under it, and a box beside the page none', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 20 }), (strokes) => {
      expect(strokesUnder(WHOLE, strokes)).toEqual(strokes.map((_, index) => index))
      expect(strokesUnder({ x: 2, y: 2, width: 1, height: 1 }, strokes)).toEqual([])
    }),
    run,
  )
})

test('a larger box never has less ink under it', () => {
  fc.assert(
    fc.property(
      box,
      fc.array(box, { maxLength: 20 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (place, strokes, by) => {
        const wider = { x: place.x - by, y: place.y - by, width: place.width + 2 * by, height: place.height + 2 * by }
        const under = strokesUnder(wider, strokes)
        for (const index of strokesUnder(place, strokes)) expect(under).toContain(index)
      },
    ),
    run,
  )
})

test('of two boxes side by side a stroke belongs to one at most, unless it lies on the border', () => {
  const left = { x: 0, y: 0, width: 0.5, height: 1 }
  const right = { x: 0.5, y: 0, width: 0.5, height: 1 }
  const crossing = (x: number) => [{ x, y: 0.4, width: 0.2, height: 0.1 }]
  expect([strokesUnder(left, crossing(0.31)), strokesUnder(right, crossing(0.31))]).toEqual([[0], []])
  expect([strokesUnder(left, crossing(0.39)), strokesUnder(right, crossing(0.39))]).toEqual([[0], []])
  expect([strokesUnder(left, crossing(0.45)), strokesUnder(right, crossing(0.45))]).toEqual([[], [0]])
})

test('a stroke whose place could not be measured is nobody’s', () => {
  expect(strokesUnder(WHOLE, [{ x: Number.NaN, y: 0, width: Number.NaN, height: 0 }])).toEqual([])
})

test('fractions of a page do not change when the drawing has another origin or scale', () => {
  fc.assert(
    fc.property(
      box,
      fc.integer({ min: -2_000, max: 2_000 }),
      fc.integer({ min: 1, max: 9 }),
      (place, origin, scale) => {
        const page = { x: origin, y: -origin, width: 1_404 * scale, height: 1_872 * scale }
        const drawn = {
          x: page.x + place.x * page.width,
          y: page.y + place.y * page.height,
          width: place.width * page.width,
          height: place.height * page.height,
        }
        const back = asFraction(drawn, page)
        expect(back.x).toBeCloseTo(place.x, 6)
        expect(back.y).toBeCloseTo(place.y, 6)
        expect(back.width).toBeCloseTo(place.width, 6)
        expect(back.height).toBeCloseTo(place.height, 6)
      },
    ),
    run,
  )
})

test('where two lines lie over each other, one of them is lit, and always the same', () => {
  const lines = [
    aLine('above', { box: { x: 0.1, y: 0.1, width: 0.8, height: 0.1 } }),
    aLine('below', { box: { x: 0.1, y: 0.18, width: 0.8, height: 0.1 } }),
  ]
  expect(litUnder(lines, { x: 0.5, y: 0.19 })).toEqual({ line: 0, word: null })
  expect(litUnder(lines, { x: 0.5, y: 0.21 })).toEqual({ line: 1, word: null })
  expect(litUnder([], { x: 0.5, y: 0.5 })).toBeNull()
})
