import { expect, test } from 'vitest'
import { aDocument } from '../made.testing.ts'
import { progressWords } from './progress-words.ts'

const words = (drawn: number, rest: { draw_failed?: number; read?: number; read_failed?: number } = {}) =>
  progressWords(aDocument({ progress: { drawn, draw_failed: 0, read: 0, read_failed: 0, ...rest } }))

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

test('a document without pages says nothing about progress', () => {
  expect(progressWords(aDocument({ page_count: 0 }))).toBeNull()
})
