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

test('a reading that cost something says how much, down to parts of a cent', () => {
  expect(readingWords(aReading({ engine: 'google', cost_usd_micros: 1_500 }))).toBe(
    'Read by Google Vision 2 hours ago · Cost $0.0015',
  )
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
