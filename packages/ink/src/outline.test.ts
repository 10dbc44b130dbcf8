import { expect, test } from 'vitest'
import { layoutPage, strokeAt } from './index.ts'
import { pointsAlong, layer, scene, stroke } from '../test/scenes.ts'
import { createOutliner } from './outline.ts'
import type { Outline } from './outline.ts'
import type { Pen } from './pens.ts'

const pen: Pen = { factor: 1, extra: 0, cap: 'round' }
const flat: Pen = { ...pen, cap: 'flat' }

function outline(pairs: [number, number][], { width = 4, using = pen } = {}): Outline | undefined {
  return createOutliner()({ points: pointsAlong(pairs, width), pen: using, dx: 0, dy: 0 })
}

/** A repeatable source of numbers from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

test('a straight stroke with flat ends is a rectangle as wide as its points', () => {
  const shape = outline([[0, 0], [10, 0], [20, 0]], { using: flat }) // prettier-ignore
  expect(shape?.bounds).toEqual({ x: 0, y: -2, width: 20, height: 4 })
  expect(shape?.outline).toEqual(Float32Array.of(0, -2, 10, -2, 20, -2, 20, 2, 10, 2, 0, 2))
})

test('round ends reach half a width beyond the stroke', () => {
  const bounds = outline([[0, 0], [20, 0]], { width: 10 })?.bounds // prettier-ignore
  expect(bounds?.x).toBeCloseTo(-5, 0)
  expect((bounds?.x ?? 0) + (bounds?.width ?? 0)).toBeCloseTo(25, 0)
})

test('a single point is a dot', () => {
  const { x, y, width, height } = outline([[5, 5]], { width: 6 })?.bounds ?? { x: 0, y: 0, width: 0, height: 0 }
  expect([x, y, width, height].map(Math.round)).toEqual([2, 2, 6, 6])
})

test('points that are no numbers, or far outside any page, are left out', () => {
  const shape = outline([[0, 0], [Number.NaN, 4], [1e9, 0], [Infinity, 0], [20, 0]], { using: flat }) // prettier-ignore
  expect(shape?.outline).toEqual(Float32Array.of(0, -2, 20, -2, 20, 2, 0, 2))
  expect(outline([[Number.NaN, 0]])).toBeUndefined()
  expect(outline([])).toBeUndefined()
})

test('widths that are no numbers, negative or absurd become a visible line of bounded width', () => {
  for (const width of [Number.NaN, -5, 0, 1e30]) {
    const height = outline([[0, 0], [20, 0]], { width, using: flat })?.bounds.height // prettier-ignore
    expect(height).toBeGreaterThan(0.5)
    expect(height).toBeLessThanOrEqual(400)
  }
})

/** The middle of each step of a stroke, and a place to either side of it. */
function acrossStroke(pairs: [number, number][], aside: number): { x: number; y: number }[] {
  return pairs.slice(1).flatMap(([x, y], i) => {
    const [lastX, lastY] = pairs[i] ?? [x, y]
    const length = Math.hypot(x - lastX, y - lastY)
    if (length < 0.5) return []
    const [nx, ny] = [(-(y - lastY) / length) * aside, ((x - lastX) / length) * aside]
    return [-1, 0, 1].map((side) => ({ x: (x + lastX) / 2 + side * nx, y: (y + lastY) / 2 + side * ny }))
  })
}

test('every place under the pen lies in the shape, however the stroke turns', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed)
    const width = 1 + 30 * random()
    let [x, y, angle] = [0, 500, 0]
    const pairs = Array.from({ length: 80 }, (): [number, number] => {
      angle += (random() - 0.5) * (seed % 3 === 0 ? 6 : 1.5)
      x += Math.cos(angle) * 6 * random()
      y += Math.sin(angle) * 6 * random()
      return [x, y]
    })
    const page = layoutPage(scene([layer([stroke(pairs, { width })])]))
    for (const place of acrossStroke(pairs, 0.4 * width)) expect([seed, strokeAt(page, place)]).toEqual([seed, 0])
  }
})

test('a wide pen turning in a small circle leaves no hole', () => {
  const circle = Array.from({ length: 60 }, (_, i): [number, number] => [
    8 * Math.cos(i / 9.5) + 100,
    8 * Math.sin(i / 9.5) + 100,
  ])
  const page = layoutPage(scene([layer([stroke(circle, { width: 30 })])]))
  for (const [dx, dy] of [
    [0, 0],
    [3, 0],
    [-3, 2],
    [0, -5],
    [6, 6],
  ])
    // prettier-ignore
    expect(strokeAt(page, { x: 100 + (dx ?? 0), y: 100 + (dy ?? 0) })).toBe(0)
})

test('the shape grows with the number of points and not faster', () => {
  const random = randomFrom(7)
  const zigzag = (count: number): [number, number][] =>
    Array.from({ length: count }, () => [1000 * random(), 1000 * random()])
  // The sharpest turns of a wide pen: one whole arc each.
  for (const count of [100, 1000])
    expect(outline(zigzag(count), { width: 40 })?.outline.length).toBeLessThan(count * 60)
  const smooth = Array.from({ length: 1000 }, (_, i): [number, number] => [i, 20 * Math.sin(i / 40)])
  expect(outline(smooth)?.outline.length).toBeLessThan(1000 * 4 + 100)
})

test('many points on one spot cost one corner, and the widest of them counts', () => {
  const points = pointsAlong(Array.from({ length: 500 }, () => [3, 3]))
  points.width.set([20], 250)
  const shape = createOutliner()({ points, pen, dx: 0, dy: 0 })
  expect(shape?.outline.length).toBeLessThan(100)
  expect(Math.round(shape?.bounds.width ?? 0)).toBe(20)
})

test('a sharp corner is round: half a width of ink all around it and no spike beyond', () => {
  const corner = stroke([[-40, 0], [0, 0], [0, 40]], { width: 10 }) // prettier-ignore
  const page = layoutPage(scene([layer([corner])]))
  for (let angle = -Math.PI / 2; angle <= 0; angle += 0.1) {
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    expect([angle, strokeAt(page, { x: 4.8 * x, y: 4.8 * y })]).toEqual([angle, 0])
    expect([angle, strokeAt(page, { x: 5.1 * x, y: 5.1 * y })]).toEqual([angle, undefined])
  }
})
