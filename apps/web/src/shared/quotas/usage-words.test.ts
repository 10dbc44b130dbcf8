import { expect, test } from 'vitest'
import { aQuota } from '../made.testing.ts'
import { planWords, resetDay, tightness, usedWords } from './usage-words.ts'

test('what is used is said with its limit, and bytes as people say them', () => {
  expect(usedWords(aQuota({ used: 1_200, limit: 3_000 }))).toBe('1,200 of 3,000')
  expect(usedWords(aQuota({ used: 7 }))).toBe('7, without limit')
  expect(usedWords(aQuota({ kind: 'stored_bytes', used: 1_500_000, limit: 5_000_000_000 }))).toBe('1.5 MB of 5 GB')
})

test('the day it begins anew is that of the space, not of this browser', () => {
  const reset = { reset_at: '2026-03-31T22:00:00Z' }
  expect(resetDay(reset, 'Europe/Berlin')).toBe('1 April')
  expect(resetDay(reset, 'UTC')).toBe('31 March')
  expect(resetDay({ reset_at: null }, 'UTC')).toBeNull()
})

test.each([
  [26, 0, 'plenty'],
  [27, 0, 'little'],
  [20, 7, 'little'],
  [29, 1, 'none'],
  [30, 0, 'none'],
])('of 30 pages with %i used and %i set aside there is %s', (used, reserved, expected) => {
  expect(tightness(aQuota({ used, reserved, limit: 30 }))).toBe(expected)
  expect(tightness(aQuota({ used, reserved }))).toBe('plenty')
})

test('a plan says what it offers in one line', () => {
  const plan = { id: 'free', title: 'Free', offline_reader_counts: true, narrated_minutes: 60 }
  expect(planWords({ ...plan, pages_read: 30, stored_bytes: 5e9, members: 6 })).toBe(
    '30 pages a month · 5 GB of files · 6 members',
  )
  expect(planWords({ ...plan, pages_read: null, stored_bytes: null, members: null })).toBe(
    'All pages · All files · Any number of members',
  )
})
