import fc from 'fast-check'
import { expect, test } from 'vitest'
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

const level = fc.double({ min: ZOOM_MIN, max: ZOOM_MAX, noNaN: true })
const run = { seed: 51, numRuns: 200 }

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
