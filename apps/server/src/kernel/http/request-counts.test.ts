import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { COUNTED_MAX, RequestCounts } from './request-counts.ts'

const WINDOW_MS = 60_000

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

function count(counts: RequestCounts, key: string): { current: number; ttl: number } | undefined {
  let told: { current: number; ttl: number } | undefined
  counts.incr(key, (_error, result) => (told = result), WINDOW_MS)
  return told
}
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

describe('a window', () => {
  test('begins with the first request and ends by the clock, however many come', () => {
    const counts = new RequestCounts()
    expect(count(counts, 'ada')).toEqual({ current: 1, ttl: WINDOW_MS })
    later(WINDOW_MS - 1)
    expect(count(counts, 'ada')).toEqual({ current: 2, ttl: 1 })
    later(1)
    expect(count(counts, 'ada')).toEqual({ current: 1, ttl: WINDOW_MS })
  })

  test('is each caller’s own', () => {
    const counts = new RequestCounts()
    count(counts, 'ada')
    later(10)
    expect(count(counts, 'ben')).toEqual({ current: 1, ttl: WINDOW_MS })
    expect(count(counts, 'ada')?.current).toBe(2)
  })
})

test('every route counts in the same place', () => {
  const counts = new RequestCounts()
  count(counts.child(), 'ada')
  expect(count(counts.child(), 'ada')?.current).toBe(2)
})

test('of too many callers the longest silent is forgotten, and nobody else', () => {
  const counts = new RequestCounts()
  for (let n = 0; n < COUNTED_MAX; n++) count(counts, `address ${n}`)
  // The first one speaks again, so the second is now the longest silent.
  expect(count(counts, 'address 0')?.current).toBe(2)
  count(counts, 'one more')
  expect(count(counts, 'address 0')?.current).toBe(3)
  expect(count(counts, 'address 2')?.current).toBe(2)
  expect(count(counts, 'address 1')?.current).toBe(1)
})
