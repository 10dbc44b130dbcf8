import { expect, test } from 'vitest'
import { ago } from './moments.ts'
import { sizeWords } from './sizes.ts'

const nowMs = Date.parse('2026-06-15T12:00:00Z')
const before = (ms: number) => ago(new Date(nowMs - ms).toISOString(), nowMs)

test('moments are said as people say them', () => {
  expect(before(5_000)).toBe('just now')
  expect(before(60_000)).toBe('1 minute ago')
  expect(before(2 * 3_600_000)).toBe('2 hours ago')
  expect(before(86_400_000)).toBe('yesterday')
  expect(before(400 * 86_400_000)).toBe('last year')
})

test('what is still to come is said so', () => {
  expect(before(-120_000)).toBe('in 2 minutes')
})

test('sizes are said in steps of a thousand', () => {
  expect([0, 999, 1_000, 3_440_000, 51_000_000, 7.2e12].map(sizeWords)).toEqual([
    '0 byte',
    '999 byte',
    '1 kB',
    '3.4 MB',
    '51 MB',
    '7.2 TB',
  ])
})
