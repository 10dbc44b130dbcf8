import { expect, test } from 'vitest'
import { coverageOf, GRAIN_STEPS, GRAIN_TILE, grainOf, grainRects } from './grain.ts'

const steps = Array.from({ length: GRAIN_STEPS - 1 }, (_, i) => i + 1)
const areaOf = (step: number): number => grainRects(step).reduce((sum, { width, height }) => sum + width * height, 0)

/** Whether the middle of each cell of a tile is inked. */
function cellsOf(step: number): boolean[] {
  const side = GRAIN_TILE / 1.5
  return Array.from({ length: side * side }, (_, cell) => {
    const [x, y] = [((cell % side) + 0.5) * 1.5, (Math.floor(cell / side) + 0.5) * 1.5]
    return grainRects(step).some((at) => x > at.x && x < at.x + at.width && y > at.y && y < at.y + at.height)
  })
}

test('grains cover just as much of a tile as they stand for', () => {
  for (const step of steps) expect(areaOf(step) / GRAIN_TILE ** 2).toBeCloseTo(coverageOf(step), 3)
})

test('a darker step has every grain of a lighter one', () => {
  for (const step of steps.slice(1)) {
    const [lighter, darker] = [cellsOf(step - 1), cellsOf(step)]
    expect(lighter.every((isInked, cell) => !isInked || darker[cell])).toBe(true)
  }
})

test('grains lie all over a tile, in no row or column alone', () => {
  const side = GRAIN_TILE / 1.5
  const cells = cellsOf(8)
  const shares = Array.from({ length: side }, (_, i) => [
    cells.filter((isInked, cell) => isInked && Math.floor(cell / side) === i).length / side,
    cells.filter((isInked, cell) => isInked && cell % side === i).length / side,
  ]).flat()
  expect(Math.min(...shares)).toBeGreaterThan(0.15)
  expect(Math.max(...shares)).toBeLessThan(0.85)
})

test('a tile stays inside itself and has few rectangles', () => {
  for (const step of steps) {
    const rects = grainRects(step)
    expect(rects.length).toBeLessThan(350)
    for (const { x, y, width, height } of rects) {
      expect([x >= 0, y >= 0, x + width <= GRAIN_TILE, y + height <= GRAIN_TILE]).toEqual([true, true, true, true])
    }
  }
})

test('ink that covers everything has no grain, and any ink leaves something', () => {
  expect([0, 0.02, 0.5, 0.96, 0.97, 1].map(grainOf)).toEqual([1, 1, 8, 15, undefined, undefined])
})
