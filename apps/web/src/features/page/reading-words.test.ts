import type { ReadingCost } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aReading } from '../../shared/made.testing.ts'
import { certaintyOf, CHECK_BELOW, SURE_FROM } from './confidence.ts'
import { actionOf } from './page-action.ts'
import { readingWords } from './reading-words.ts'

test('a reading says by whom and when it was read', () => {
  expect(readingWords(aReading())).toBe('Read by the offline reader 2 hours ago')
  expect(readingWords(aReading({ engine: 'claude' }))).toBe('Read by Claude 2 hours ago')
  expect(readingWords(aReading({ origin: 'person' }))).toBe('Corrected by hand 2 hours ago')
  expect(readingWords(aReading({ origin: 'file' }))).toBe('Taken from the file itself')
})

const unknown: ReadingCost = { usd_micros: null, input_tokens: null, output_tokens: null, pictures: null }
test.each<[string, Partial<ReadingCost>, string]>([
  ['google', { usd_micros: 1_500, pictures: 1 }, 'Read by Google Vision 2 hours ago · about $0.0015 · 1 picture'],
  [
    'claude',
    { usd_micros: 4_200, input_tokens: 1_100, output_tokens: 140 },
    'Read by Claude 2 hours ago · about $0.0042 · 1,240 tokens',
  ],
  ['claude', { input_tokens: 1_100, output_tokens: 140 }, 'Read by Claude 2 hours ago · 1,240 tokens'],
  ['claude', { usd_micros: 0, input_tokens: 12 }, 'Read by Claude 2 hours ago · about $0 · 12 tokens'],
  ['claude', {}, 'Read by Claude 2 hours ago'],
])('a reading by %s that took %o says so, down to parts of a cent', (engine, cost, words) => {
  expect(readingWords(aReading({ engine, cost: { ...unknown, ...cost } }))).toBe(words)
})

test('confidence becomes a word at its limits', () => {
  expect([1, SURE_FROM, SURE_FROM - 0.01, CHECK_BELOW, CHECK_BELOW - 0.01, 0].map(certaintyOf)).toEqual([
    'sure',
    'sure',
    'fairly',
    'fairly',
    'check',
    'check',
  ])
})

test('arrows turn pages, but scroll a sheet that is magnified', () => {
  expect(actionOf('ArrowRight', false)).toBe('next')
  expect(actionOf('ArrowRight', true)).toBeNull()
  expect(actionOf('j', true)).toBe('next')
  expect(['+', '=', '-', '0', 'e', 'x'].map((key) => actionOf(key, false))).toEqual([
    'in',
    'in',
    'out',
    'fit',
    'correct',
    null,
  ])
})
