import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { isSameLit, litBoxes, litUnder } from './lit.ts'
import { segmentsOf } from './segments.ts'

const word = (text: string, x: number) => ({
  text,
  box: { x, y: 0.2, width: 0.1, height: 0.05 },
  confidence: 0.9,
})
const lines = [
  aLine('Garden'),
  aLine('ha red ha', {
    box: { x: 0.1, y: 0.2, width: 0.8, height: 0.05 },
    words: [word('ha', 0.1), word('red', 0.3), word('ha', 0.5)],
  }),
]

test('a point lights the word under it, or the line between words, or nothing', () => {
  expect(litUnder(lines, { x: 0.35, y: 0.22 })).toEqual({ line: 1, word: 1 })
  expect(litUnder(lines, { x: 0.85, y: 0.22 })).toEqual({ line: 1, word: null })
  expect(litUnder(lines, { x: 0.35, y: 0.9 })).toBeNull()
})

test('what is lit has the box of its line, and of its word where one is meant', () => {
  expect(litBoxes(lines, { line: 1, word: 1 })).toEqual([lines[1]?.box, lines[1]?.words[1]?.box])
  expect(litBoxes(lines, { line: 1, word: null })).toHaveLength(1)
  expect(litBoxes(lines, { line: 7, word: null })).toEqual([])
  expect(litBoxes(lines, null)).toEqual([])
})

test('the same thing lit twice is no change', () => {
  expect(isSameLit({ line: 1, word: null }, { line: 1, word: null })).toBe(true)
  expect(isSameLit({ line: 1, word: 0 }, { line: 1, word: null })).toBe(false)
  expect(isSameLit(null, null)).toBe(true)
})

test('a line is cut into looks without losing a letter', () => {
  const line = lines[1] ?? aLine('')
  const segments = segmentsOf(line, { found: [{ line: 1, start: 3, end: 6, box: line.box }], litWord: 2 })
  expect(segments.map(({ text }) => text).join('')).toBe('ha red ha')
  expect(segments.filter(({ look }) => look !== 'plain')).toEqual([
    { text: 'red', start: 3, look: 'found' },
    { text: 'ha', start: 7, look: 'lit' },
  ])
})

test('a found word that is also lit stays marked as found', () => {
  const line = lines[1] ?? aLine('')
  const segments = segmentsOf(line, { found: [{ line: 1, start: 3, end: 6, box: line.box }], litWord: 1 })
  expect(segments.map(({ look }) => look)).toEqual(['plain', 'found', 'plain'])
})
