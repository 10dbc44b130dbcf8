import { expect, test } from 'vitest'
import { aDocument, aProgress } from '../made.testing.ts'
import { progressWords } from './progress-words.ts'

const words = (drawn: number, rest: Parameters<typeof aProgress>[0] = {}) =>
  progressWords(aDocument({ progress: aProgress({ drawn, ...rest }) }))

test('a document is drawn before it is read, and says how far it is', () => {
  expect(words(12)).toMatchObject({ tone: 'working', words: '12 of 20 pages drawn', share: { done: 12, total: 20 } })
  expect(words(20, { read: 5 })).toMatchObject({ tone: 'working', words: '5 of 20 pages read' })
})

test('when all is done it says so without a bar', () => {
  expect(words(20, { read: 20 })).toEqual({ tone: 'good', words: 'Read and searchable', share: null })
})

test('a page that could not be drawn is not waited for to be read', () => {
  expect(words(18, { draw_failed: 2, read: 18 })).toMatchObject({ tone: 'bad', words: '2 pages need a look' })
  expect(words(20, { read: 19, read_failed: 1 })).toMatchObject({ tone: 'bad', words: '1 page needs a look' })
})

test('pages that wait for the plan are not work that goes on, and say what they wait for', () => {
  expect(words(20, { read: 5, waiting_for_quota: 14 })).toMatchObject({ words: '5 of 20 pages read' })
  const waiting = { tone: 'quiet', words: '15 pages wait for next month’s pages', share: null }
  expect(words(20, { read: 5, waiting_for_quota: 15 })).toEqual(waiting)
  expect(words(20, { read: 19, waiting_for_quota: 1 })?.words).toBe('1 page waits for next month’s pages')
  // What needs a person comes first.
  expect(words(20, { read: 4, read_failed: 1, waiting_for_quota: 15 })?.words).toBe('1 page needs a look')
})

test('pages that nobody asked a reader about are not called read', () => {
  expect(words(20, { read: 20, skipped: 18 })).toEqual({ tone: 'quiet', words: '18 pages are not read', share: null })
})

test('a document without pages says nothing about progress', () => {
  expect(progressWords(aDocument({ page_count: 0 }))).toBeNull()
})
