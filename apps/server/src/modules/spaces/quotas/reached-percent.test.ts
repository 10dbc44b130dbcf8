import { expect, test } from 'vitest'
import { reachedPercent } from './reached-percent.ts'

test.each([
  { used: 0, limit: 30, percent: 0 },
  { used: 26, limit: 30, percent: 0 },
  { used: 27, limit: 30, percent: 90 },
  { used: 29, limit: 30, percent: 90 },
  { used: 30, limit: 30, percent: 100 },
  { used: 31, limit: 30, percent: 100 },
  { used: 1, limit: 1, percent: 100 },
  { used: 1_000_000, limit: null, percent: 0 },
  { used: 0, limit: 0, percent: 0 },
])('$used of $limit is told as $percent', ({ percent, ...of }) => {
  expect(reachedPercent(of)).toBe(percent)
})
