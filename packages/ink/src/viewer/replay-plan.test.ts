import { expect, test } from 'vitest'
import { begunAt, planReplay } from './replay-plan.ts'

const pace = { order: Uint32Array.of(2, 0, 1), durationMs: Float32Array.of(100, 200, 50), isMeasured: true }

test('strokes follow one another in the order of writing, with a lift of the pen between them', () => {
  const { startsMs, totalMs } = planReplay(pace)
  expect([...startsMs]).toEqual([0, 170, 390])
  expect(totalMs).toBe(590)
})

test('at any moment it is known which strokes have begun', () => {
  const plan = planReplay(pace)
  expect([-1, 0, 169, 170, 389, 390, 1e9].map((ms) => begunAt(plan, ms))).toEqual([0, 1, 1, 2, 2, 3, 3])
})

test('a page without ink is over at once', () => {
  const none = { order: new Uint32Array(), durationMs: new Float32Array(), isMeasured: false }
  expect(planReplay(none)).toEqual({ startsMs: new Float64Array(), totalMs: 0 })
})
