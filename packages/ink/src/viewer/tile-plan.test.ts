import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelFor, onPage, overviewLevel, rectOf, scaleOf, TILE_PX, tilesOver } from './tile-plan.ts'

const frame = { x: -702, y: 0, width: 1404, height: 1872 }

test('tiles have at least the pixels of the screen, and less than half more', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.02, max: 60, noNaN: true }), (pixels) => {
      const shownAt = pixels / scaleOf(levelFor(pixels))
      expect(shownAt).toBeLessThanOrEqual(1.000001)
      expect(shownAt).toBeGreaterThan(0.707)
    }),
  )
})

test('a screen of one pixel a unit gets tiles of just that', () => {
  expect([0.5, 1, 2, 1.25, 1.5].map((pixels) => scaleOf(levelFor(pixels)))).toEqual([0.5, 1, 2, Math.SQRT2, 2])
})

test('the tiles over a part of the page cover it, and none lies off it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -4, max: 6 }),
      fc.tuple(share(), share(), share(), share()),
      (level, [x, y, w, h]) => {
        const part = onPage({ x, y, width: w * (1 - x), height: h * (1 - y) }, frame)
        const rects = tilesOver(part, { frame, level }).map((tile) => rectOf(tile, frame))
        const side = TILE_PX / scaleOf(level)
        const area = rects.reduce((sum, rect) => sum + overlap(rect, part), 0)
        expect(area).toBeCloseTo(part.width * part.height, 3)
        expect(rects.length).toBeLessThanOrEqual((part.width / side + 2) * (part.height / side + 2))
      },
    ),
  )
})

test('what lies in the middle comes first', () => {
  const [first] = tilesOver(frame, { frame, level: 2 })
  const rect = rectOf(first!, frame)
  expect(overlap(rect, { x: -1, y: 935, width: 2, height: 2 })).toBeGreaterThan(0)
})

test('nothing is asked for while the page is out of sight', () => {
  expect(tilesOver({ x: 5_000, y: 0, width: 100, height: 100 }, { frame, level: 0 })).toEqual([])
  expect(tilesOver({ x: 0, y: -500, width: 100, height: 100 }, { frame, level: 0 })).toEqual([])
})

test('the overview of any page is a few tiles', () => {
  for (const [width, height] of [
    [1404, 1872],
    [1404, 30_000],
    [30_000, 30_000],
  ] as const) {
    const large = { x: 0, y: 0, width, height }
    expect(tilesOver(large, { frame: large, level: overviewLevel(large) }).length).toBeLessThanOrEqual(9)
  }
})

function share() {
  return fc.double({ min: 0, max: 0.99, noNaN: true })
}

type Box = { x: number; y: number; width: number; height: number }

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
