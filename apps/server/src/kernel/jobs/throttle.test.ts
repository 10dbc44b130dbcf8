import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

let acts = 0
const throttle = () => createThrottle(250, () => (acts += 1))
beforeEach(() => {
  vi.useFakeTimers()
  acts = 0
})
afterEach(() => vi.useRealTimers())

test('what rested acts at once', () => {
  throttle().ask()
  expect(acts).toBe(1)
})

test('a thousand requests in a second act five times, the last one included', () => {
  const busy = throttle()
  for (let ms = 0; ms < 1_000; ms++) {
    busy.ask()
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1_000)
  expect(acts).toBe(5)
})

test('nothing acts twice for one request', () => {
  throttle().ask()
  vi.advanceTimersByTime(10_000)
  expect(acts).toBe(1)
})

test('a flush acts now for what waits, and for nothing else', () => {
  const one = throttle()
  one.flush()
  expect(acts).toBe(0)
  one.ask()
  one.ask()
  one.flush()
  expect(acts).toBe(2)
  vi.advanceTimersByTime(1_000)
  expect(acts).toBe(2)
})

test('what was cancelled does not act any more', () => {
  const one = throttle()
  one.ask()
  one.ask()
  one.cancel()
  vi.advanceTimersByTime(1_000)
  expect(acts).toBe(1)
})
