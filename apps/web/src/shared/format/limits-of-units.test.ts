import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ago } from './moments.ts'
import { sizeWords } from './sizes.ts'

const nowMs = Date.parse('2026-06-15T12:00:00Z')
const after = (ms: number) => ago(new Date(nowMs + ms).toISOString(), nowMs)
const S = 1_000
const MIN = 60 * S
const H = 60 * MIN
const D = 24 * H

test.each([
  [0, 'just now'],
  [-59 * S, 'just now'],
  [-60 * S, '1 minute ago'],
  [-89 * S, '1 minute ago'],
  [-91 * S, '2 minutes ago'],
  [-59 * MIN, '59 minutes ago'],
  [-60 * MIN, '1 hour ago'],
  [-5 * H, '5 hours ago'],
  [-24 * H, 'yesterday'],
  [-2 * D, '2 days ago'],
  [-7 * D, 'last week'],
  [-14 * D, '2 weeks ago'],
  [-31 * D, '4 weeks ago'],
  [-35 * D, 'last month'],
  [-365 * D, 'last year'],
  [-800 * D, '2 years ago'],
  [45 * S, 'just now'],
  [3 * MIN, 'in 3 minutes'],
  [1 * D, 'tomorrow'],
  [8 * D, 'next week'],
])('a moment %i ms from now is said as “%s”', (ms, words) => {
  expect(after(ms)).toBe(words)
})

test('nobody reads “60 minutes” or “24 hours”: what rounds up to the next unit is said in it', () => {
  expect(after(-(59 * MIN + 45 * S))).toBe('1 hour ago')
  expect(after(-(23 * H + 50 * MIN))).toBe('yesterday')
  expect(after(-(6 * D + 20 * H))).toBe('last week')
  expect(after(-364 * D)).toBe('last year')
})

test('every distance is said in a number that is smaller than the next unit', () => {
  const most: Record<string, number> = { minute: 59, hour: 23, day: 6, week: 4, month: 11 }
  fc.assert(
    fc.property(fc.integer({ min: -1_000 * D, max: 1_000 * D }), (ms) => {
      const [, number, unit] = /(\d+) (minute|hour|day|week|month)/.exec(after(ms)) ?? []
      if (unit !== undefined) expect(Number(number), `“${after(ms)}”`).toBeLessThanOrEqual(most[unit] ?? 0)
    }),
    { seed: 11 },
  )
})

test('a later moment is never said to be longer ago', () => {
  expect([-1, -61, -3_601, -86_401].map((seconds) => after(seconds * S))).toEqual([
    'just now',
    '1 minute ago',
    '1 hour ago',
    'yesterday',
  ])
})

test.each([
  [0, '0 byte'],
  [1, '1 byte'],
  [999, '999 byte'],
  [1_000, '1 kB'],
  [1_049, '1 kB'],
  [1_050, '1.1 kB'],
  [9_949, '9.9 kB'],
  [10_400, '10 kB'],
  [999_499, '999 kB'],
  [1_000_000, '1 MB'],
  [20_500_000, '21 MB'],
  [5 * 1024 ** 3, '5.4 GB'],
  [2e15, '2,000 TB'],
])('%i bytes are said as “%s”', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})

test('nobody reads “1,000 kB”: what rounds up to the next unit is said in it', () => {
  expect([999_500, 999_999, 999_999_999].map(sizeWords)).toEqual(['1 MB', '1 MB', '1 GB'])
})

test('a size never has more than three digits before its unit, below the largest unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_000_000_000_000 }), (bytes) => {
      expect(sizeWords(bytes)).toMatch(/^\d{1,3}(\.\d)? (byte|kB|MB|GB|TB)$/)
    }),
    { seed: 12 },
  )
})
