import { expect, test } from 'vitest'
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, backoffMs } from './backoff.ts'

test('each failure doubles the wait, up to a limit', () => {
  const longest = (failures: number) => backoffMs({ failures, random: () => 1 })
  expect([longest(0), longest(1), longest(2)]).toEqual([BACKOFF_FIRST_MS, BACKOFF_FIRST_MS * 2, BACKOFF_FIRST_MS * 4])
  expect(longest(1_000)).toBe(BACKOFF_MAX_MS)
})

test('waits are scattered over their upper half', () => {
  expect(backoffMs({ failures: 3, random: () => 0 })).toBe(BACKOFF_FIRST_MS * 4)
  expect(backoffMs({ failures: 3, random: () => 1 })).toBe(BACKOFF_FIRST_MS * 8)
})
