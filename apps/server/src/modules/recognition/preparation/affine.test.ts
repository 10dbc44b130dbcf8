import { describe, expect, test } from 'vitest'
import { identity, mapBox, mapPoint, movedDown, undoTurn, unionOf } from './affine.ts'

describe('undoing a turn', () => {
  const upright = { width: 1000, height: 1400 }

  test('is the identity for no turn', () => {
    const back = undoTurn({ degrees: 0, turned: upright, upright })
    expect(mapPoint(back, { x: 0.3, y: 0.8 })).toEqual({ x: 0.3, y: 0.8 })
  })

  test('keeps the centre and brings a corner back', () => {
    const angle = (30 * Math.PI) / 180
    const turned = {
      width: 1000 * Math.cos(angle) + 1400 * Math.sin(angle),
      height: 1000 * Math.sin(angle) + 1400 * Math.cos(angle),
    }
    const back = undoTurn({ degrees: 30, turned, upright })
    expect(mapPoint(back, { x: 0.5, y: 0.5 })).toEqual({ x: 0.5, y: 0.5 })
    // Turned clockwise, the top left corner of the page touches the top edge, 1400·sin 30° from the left.
    const corner = mapPoint(back, { x: (1400 * Math.sin(angle)) / turned.width, y: 0 })
    expect(corner.x).toBeCloseTo(0, 10)
    expect(corner.y).toBeCloseTo(0, 10)
  })
})

test('a point of a strip that was turned lies on the page where the strip’s own point does', () => {
  const upright = { width: 1_000, height: 500 }
  const inStrip = undoTurn({ degrees: 4, turned: { width: 1_030, height: 570 }, upright })
  const onPage = movedDown(inStrip, { offset: 0.25, share: 0.2 })
  const at = { x: 0.3, y: 0.7 }
  const { x, y } = mapPoint(inStrip, at)
  const moved = mapPoint(onPage, at)
  expect(moved.x).toBeCloseTo(x, 10)
  expect(moved.y).toBeCloseTo(0.25 + 0.2 * y, 10)
})

test('a mapped box is cut at the edge of the picture', () => {
  const shifted = { ...identity, c: -0.2 }
  const box = mapBox(shifted, { x: 0.1, y: 0.9, width: 0.3, height: 0.3 })
  expect(box.x).toBe(0)
  expect(box.width).toBeCloseTo(0.2)
  expect(box.y + box.height).toBeCloseTo(1)
})

test('the union of no boxes has no size', () => {
  expect(unionOf([])).toEqual({ x: 0, y: 0, width: 0, height: 0 })
  expect(
    unionOf([
      { x: 0.1, y: 0.2, width: 0.1, height: 0.1 },
      { x: 0.4, y: 0.1, width: 0.2, height: 0.1 },
    ]),
  ).toEqual({ x: 0.1, y: 0.1, width: expect.closeTo(0.5), height: expect.closeTo(0.2) })
})
