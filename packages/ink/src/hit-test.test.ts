import { expect, test } from 'vitest'
import { layoutPage, strokeAt, strokesIn } from './index.ts'
import { layer, scene, stroke } from '../test/scenes.ts'

const page = layoutPage(
  scene([
    layer([
      stroke([[0, 100], [100, 100]], { width: 10 }), // prettier-ignore
      stroke([[50, 50], [50, 150]], { width: 10 }), // prettier-ignore
    ]),
  ]),
)

test('the topmost stroke under a place is found', () => {
  expect(strokeAt(page, { x: 50, y: 100 })).toBe(1)
  expect(strokeAt(page, { x: 10, y: 100 })).toBe(0)
  expect(strokeAt(page, { x: 20, y: 120 })).toBeUndefined()
})

test('a radius helps fingers', () => {
  expect(strokeAt(page, { x: 10, y: 112 })).toBeUndefined()
  expect(strokeAt(page, { x: 10, y: 112, radius: 8 })).toBe(0)
  expect(strokeAt(page, { x: 10, y: 112, radius: 6 })).toBeUndefined()
})

test('a hollow shape is hit on its line and not in its middle', () => {
  const circle = Array.from({ length: 64 }, (_, i): [number, number] => [
    100 * Math.cos(i / 10),
    500 + 100 * Math.sin(i / 10),
  ])
  const ring = layoutPage(scene([layer([stroke(circle)])]))
  expect(strokeAt(ring, { x: 0, y: 500 })).toBeUndefined()
  expect(strokeAt(ring, { x: 0, y: 600 })).toBe(0)
})

test('strokes of a rectangle are those that lie mostly in it', () => {
  expect(strokesIn(page, { x: -10, y: 80, width: 120, height: 40 })).toEqual([0])
  expect(strokesIn(page, { x: -10, y: 40, width: 120, height: 120 })).toEqual([0, 1])
  expect(strokesIn(page, { x: 300, y: 300, width: 10, height: 10 })).toEqual([])
})

test('the share that must lie inside can be chosen', () => {
  const leftThird = { x: -10, y: 80, width: 45, height: 40 }
  expect(strokesIn(page, leftThird)).toEqual([])
  expect(strokesIn(page, { ...leftThird, minOverlap: 0.3 })).toEqual([0])
})

test('a stroke that runs over itself is hit where it does', () => {
  const turns = Array.from({ length: 40 }, (_, i): [number, number] => [4 * Math.cos(i / 2), 4 * Math.sin(i / 2)])
  const knot = layoutPage(scene([layer([stroke(turns, { width: 12 })])]))
  for (const [x, y] of [
    [0, 0],
    [4, 0],
    [-3, 3],
    [0, -5],
  ])
    // prettier-ignore
    expect(strokeAt(knot, { x: x ?? 0, y: y ?? 0 })).toBe(0)
})
