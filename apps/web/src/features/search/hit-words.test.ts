import { expect, test } from 'vitest'
import { folderOf, snippetParts, wordsToLight } from './hit-words.ts'

const snippet = { text: 'Water the tomatoes and tomatoes again' }
const of = (highlights: [number, number][], text = snippet.text) => ({ text, highlights })

test('the words that matched are lit as they stand on the page, each once', () => {
  expect(
    wordsToLight(
      of([
        [10, 18],
        [23, 31],
      ]),
    ),
  ).toBe('tomatoes')
  expect(
    wordsToLight(
      of([
        [0, 5],
        [10, 18],
      ]),
    ),
  ).toBe('Water tomatoes')
  expect(wordsToLight(of([]))).toBe('')
})

test('a snippet is cut without losing a letter, in whatever order its hits come', () => {
  const parts = snippetParts(
    of([
      [23, 31],
      [10, 18],
    ]),
  )
  expect(parts.map(({ text }) => text).join('')).toBe(snippet.text)
  expect(parts.flatMap(({ text, isHit }) => (isHit ? [text] : []))).toEqual(['tomatoes', 'tomatoes'])
})

test('hits that overlap or lie outside the text are left aside', () => {
  const parts = snippetParts(
    of([
      [0, 5],
      [3, 8],
      [30, 99],
    ]),
  )
  expect(parts.map(({ text }) => text).join('')).toBe(snippet.text)
  expect(parts.filter(({ isHit }) => isHit)).toHaveLength(1)
})

test('a document is found in its folders, and its own name is not said twice', () => {
  expect(folderOf({ full_path: 'Journeys/Sea/Harbour', visible_name: 'Harbour' })).toBe('Journeys/Sea')
  expect(folderOf({ full_path: 'Harbour', visible_name: 'Harbour' })).toBe('')
  expect(folderOf({ full_path: 'Notes/a/b', visible_name: 'a/b' })).toBe('Notes')
})
