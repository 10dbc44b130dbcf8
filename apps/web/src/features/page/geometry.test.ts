import { expect, test } from 'vitest'
import { isInside, strokesUnder } from './geometry.ts'
import { asFraction } from './ink.ts'

const box = { x: 0.1, y: 0.1, width: 0.4, height: 0.1 }

test('the strokes of a box are those that lie in it for the greater part', () => {
  const strokes = [
    { x: 0.15, y: 0.12, width: 0.1, height: 0.05 },
    { x: 0.45, y: 0.12, width: 0.2, height: 0.05 },
    { x: 0.15, y: 0.17, width: 0.1, height: 0.1 },
    { x: 0.15, y: 0.05, width: 0.1, height: 0.09 },
    { x: 0.7, y: 0.7, width: 0.1, height: 0.1 },
  ]
  expect(strokesUnder(box, strokes)).toEqual([0])
})

test('a dot and a straight line are found although they have no area', () => {
  const dot = { x: 0.2, y: 0.15, width: 0, height: 0 }
  const dash = { x: 0.2, y: 0.15, width: 0.1, height: 0 }
  const elsewhere = { x: 0.9, y: 0.15, width: 0, height: 0 }
  expect(strokesUnder(box, [dot, dash, elsewhere])).toEqual([0, 1])
})

test('a point on the edge is inside', () => {
  expect(isInside({ x: 0.1, y: 0.2 }, box)).toBe(true)
  expect(isInside({ x: 0.09, y: 0.15 }, box)).toBe(false)
})

test('a drawing may begin left of and above its origin', () => {
  const page = { x: -702, y: 100, width: 1404, height: 1872 }
  expect(asFraction({ x: -702, y: 100, width: 702, height: 468 }, page)).toEqual({
    x: 0,
    y: 0,
    width: 0.5,
    height: 0.25,
  })
})
