import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { strokesUnder } from './geometry.ts'
import { asFraction } from './ink.ts'
import { litUnder } from './lit.ts'
import {
  clampZoom,
  fittingSize,
  scrollAfterZoom,
  wheelFactor,
  ZOOM_MAX,
  ZOOM_MIN,
  zoomedIn,
  zoomedOut,
} from './zoom.ts'

/** Boxes on a grid of a thousandth of the page, which is finer than a pen. */
const unit = fc.integer({ min: 0, max: 1_000 })
const box = fc.tuple(unit, unit, unit, unit).map(([x, y, right, bottom]) => ({
  x: Math.min(x, right) / 1_000,
  y: Math.min(y, bottom) / 1_000,
  width: Math.abs(right - x) / 1_000,
  height: Math.abs(bottom - y) / 1_000,
}))
const level = fc.double({ min: ZOOM_MIN, max: ZOOM_MAX, noNaN: true })
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

test('the spot under the pointer stays under it at every magnification', () => {
  const offset = fc.double({ min: 0, max: 5_000, noNaN: true })
  fc.assert(
    fc.property(
      fc.record({ before: level, zoom: level, scroll: offset, at: offset }),
      ({ before, zoom, scroll, at }) => {
        const view = { zoom: before, left: scroll, top: scroll / 2 }
        const after = scrollAfterZoom(view, { zoom, at: { x: at, y: at / 3 } })
        expect((after.left + at) / zoom).toBeCloseTo((view.left + at) / before, 5)
        expect((after.top + at / 3) / zoom).toBeCloseTo((view.top + at / 3) / before, 5)
      },
    ),
    run,
  )
})

test('zooming there and back leads back, while no limit is met', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.7, max: 9, noNaN: true }), (zoom) => {
      expect(zoomedOut(zoomedIn(zoom))).toBeCloseTo(zoom, 6)
      expect(zoomedIn(zoom)).toBeGreaterThan(zoom)
      expect(zoomedOut(zoom)).toBeLessThan(zoom)
    }),
    run,
  )
})

test('no number of steps leads beyond the limits', () => {
  let zoom = 1
  for (let n = 0; n < 50; n++) zoom = zoomedIn(zoom)
  expect(zoom).toBe(ZOOM_MAX)
  for (let n = 0; n < 50; n++) zoom = zoomedOut(zoom)
  expect(zoom).toBe(ZOOM_MIN)
  expect([clampZoom(0), clampZoom(-3), clampZoom(Number.POSITIVE_INFINITY)]).toEqual([ZOOM_MIN, ZOOM_MIN, ZOOM_MAX])
})

test('a wheel never turns the sheet inside out or throws it far away', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (delta) => {
      const factor = wheelFactor(delta)
      expect(factor).toBeGreaterThan(0.5)
      expect(factor).toBeLessThan(2)
      expect(factor > 1).toBe(delta < 0)
    }),
    { ...run, examples: [[-1], [1]] },
  )
})

test('a fitted sheet keeps its proportions and fits', () => {
  const side = fc.integer({ min: 1, max: 4_000 })
  fc.assert(
    fc.property(fc.record({ width: side, height: side }), fc.record({ width: side, height: side }), (sheet, room) => {
      const { width, height } = sheet
      const fitted = fittingSize(sheet, { room, isWidthOnly: false })
      expect(fitted.width).toBeLessThanOrEqual(room.width + 1e-6)
      expect(fitted.height).toBeLessThanOrEqual(room.height + 1e-6)
      expect(fitted.width * height).toBeCloseTo(fitted.height * width, 2)
      expect(fittingSize(sheet, { room, isWidthOnly: true }).width).toBeCloseTo(room.width, 6)
    }),
    run,
  )
})

test('a window that has less than no room shows nothing instead of a mirrored sheet', () => {
  const sheet = { width: 100, height: 100 }
  expect(fittingSize(sheet, { room: { width: -48, height: 500 }, isWidthOnly: true })).toEqual({ width: 0, height: 0 })
})
