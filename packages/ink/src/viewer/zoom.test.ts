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

test('the spot under the pointer stays under it', () => {
  const after = scrollAfterZoom({ zoom: 1, left: 50, top: 20 }, { zoom: 2, at: { x: 100, y: 80 } })
  expect(after).toEqual({ zoom: 2, left: 200, top: 120 })
  expect((after.left + 100) / 2).toBe(50 + 100)
})

test('in and out are one step each way, within limits', () => {
  expect(zoomedOut(zoomedIn(1))).toBeCloseTo(1)
  expect(clampZoom(1_000)).toBe(ZOOM_MAX)
  expect(zoomedOut(ZOOM_MIN)).toBe(ZOOM_MIN)
})

test('a wheel turned back undoes a wheel turned forth, and a wild one is tamed', () => {
  expect(wheelFactor(30) * wheelFactor(-30)).toBeCloseTo(1)
  expect(wheelFactor(-5_000)).toBeLessThan(2)
})

test('a sheet fits wholly, and on a phone by its width', () => {
  const sheet = { width: 1404, height: 1872 }
  const room = { width: 702, height: 468 }
  expect(fittingSize(sheet, { room, isWidthOnly: false })).toEqual({ width: 351, height: 468 })
  expect(fittingSize(sheet, { room, isWidthOnly: true })).toEqual({ width: 702, height: 936 })
})

test('without room, or for a sheet without size, there is nothing to show yet', () => {
  const none = { width: 0, height: 0 }
  expect(fittingSize({ width: 10, height: 10 }, { room: none, isWidthOnly: false })).toEqual(none)
  expect(fittingSize(none, { room: { width: 10, height: 10 }, isWidthOnly: false })).toEqual(none)
})
