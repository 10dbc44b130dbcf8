import { describe, expect, test } from 'vitest'
import { rowOf } from './row.ts'
import { quantile, timedRuns } from './samples.ts'
import { figure, tableOf } from './table.ts'

describe('a row of the bench', () => {
  const samples = Array.from({ length: 100 }, (_, index) => index + 1)

  test('has the median and the slow end of its samples', () => {
    expect(rowOf({ name: 'a', unit: 'ms', samples })).toMatchObject({ median: 50, p95: 95, samples: 100 })
    expect(rowOf({ name: 'a', unit: 'MB/s', samples, isRate: true })).toMatchObject({ median: 50, p95: 5 })
  })

  test.each([
    [{ of: 'median', atMost: 50 }, true],
    [{ of: 'median', atMost: 49 }, false],
    [{ of: 'median', atLeast: 50 }, true],
    [{ of: 'p95', atMost: 95 }, true],
    [{ of: 'p95', atMost: 94 }, false],
    [{ of: 'p95', atLeast: 96 }, false],
  ] as const)('with the target %o is met: %s', (target, isMet) => {
    expect(rowOf({ name: 'a', unit: 'ms', samples, target }).isMet).toBe(isMet)
  })

  test('of no samples meets nothing', () => {
    expect(rowOf({ name: 'a', unit: 'ms', samples: [], target: { of: 'median', atMost: 1 } }).isMet).toBe(false)
    expect(rowOf({ name: 'a', unit: 'ms', samples: [] }).isMet).toBeUndefined()
  })
})

test('a quantile is one of the samples, whatever their order', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2)
  expect(quantile([3, 1, 2], 0)).toBe(1)
  expect(quantile([3, 1, 2], 1)).toBe(3)
  expect(quantile([], 0.5)).toBeNaN()
})

test('warm-up runs come first and are not counted', async () => {
  const runs: number[] = []
  const samples = await timedRuns((run) => runs.push(run), { runs: 2, warmUps: 2 })
  expect(runs).toEqual([-2, -1, 0, 1])
  expect(samples).toHaveLength(2)
})

test('figures have three digits that mean something', () => {
  expect([0.123_45, 12.345, 1_234.5, 7, Number.NaN].map(figure)).toEqual(['0.123', '12.3', '1235', '7', '–'])
})

test('the table says what was missed, and lines up', () => {
  const rows = [
    rowOf({ name: 'fast enough', unit: 'ms', samples: [1, 2], target: { of: 'p95', atMost: 5 } }),
    rowOf({ name: 'slow', unit: 'ms', samples: [900], target: { of: 'median', atMost: 5 } }),
    rowOf({ name: 'for your information', unit: '/s', samples: [5] }),
  ]
  expect(tableOf(rows).split('\n')).toEqual([
    'name                  median  p95  unit  target      ok',
    'fast enough                1    2  ms    p95 ≤ 5 ms  ok',
    'slow                     900       ms    ≤ 5 ms      MISSED',
    'for your information       5       /s',
  ])
})
