import { expect, test } from 'vitest'
import { group, layer, pointsAlong, scene, stroke } from '../../test/scenes.ts'
import { layoutPage } from '../layout-page.ts'
import { paceOf } from './pace.ts'

const along = (changes: Parameters<typeof stroke>[1]) =>
  stroke(
    [
      [0, 0],
      [100, 0],
    ],
    changes,
  )
const id = (counter: number, author = 1) => ({ author, counter })
const paceOfLayers = (...layers: Parameters<typeof scene>[0]) => {
  const drawn = scene(layers)
  return paceOf(drawn, layoutPage(drawn))
}

test('ink was written in the order of its ids, whatever lies on top', () => {
  const below = layer([along({ id: id(30) }), group([along({ id: id(12) })])])
  const above = layer([along({ id: id(20, 2) }), along({ id: id(20, 1) })])
  expect([...paceOfLayers(below, above).order]).toEqual([1, 3, 2, 0])
})

test('what is not drawn has no place in the order', () => {
  const hidden = layer([along({ id: id(1) })], { isVisible: false })
  const { order, durationMs } = paceOfLayers(hidden, layer([along({ id: id(2), tool: 8 }), along({ id: id(3) })]))
  expect([order.length, durationMs.length]).toEqual([1, 1])
})

test('a stroke takes the longer the slower its points were', () => {
  const at = (speed: number) => ({
    ...pointsAlong([
      [0, 0],
      [100, 0],
      [200, 0],
    ]),
    speed: new Float32Array(3).fill(speed),
  })
  const { durationMs, isMeasured } = paceOfLayers(layer([along({ points: at(10) }), along({ points: at(5) })]))
  expect(isMeasured).toBe(true)
  // 200 units at 10 units a tick of 5 ms.
  expect([...durationMs]).toEqual([100, 200])
})

test('ink that keeps no speed goes at an even pace', () => {
  const still = (length: number) => ({
    ...pointsAlong([
      [0, 0],
      [length, 0],
    ]),
    speed: new Float32Array(2),
  })
  const { durationMs, isMeasured } = paceOfLayers(layer([along({ points: still(28) }), along({ points: still(56) })]))
  expect(isMeasured).toBe(false)
  expect([...durationMs].map(Math.round)).toEqual([100, 200])
})

test('damage makes no stroke last for hours or for no time at all', () => {
  const odd = (speeds: number[]) => ({
    ...pointsAlong([
      [0, 0],
      [100, 0],
      [200, 0],
    ]),
    speed: Float32Array.from(speeds),
  })
  const strokes = [
    [1e-9, 1e-9, 1e-9],
    [Number.NaN, Number.NaN, 5],
    [5, -5, -5],
    [Infinity, Infinity, Infinity],
  ]
  const { durationMs } = paceOfLayers(layer(strokes.map((speeds) => along({ points: odd(speeds) }))))
  for (const ms of durationMs) {
    expect(ms).toBeGreaterThanOrEqual(20)
    expect(ms).toBeLessThanOrEqual(500)
  }
})
