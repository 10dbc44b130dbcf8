import { expect, test } from 'vitest'
import type { TextLine } from '../library/index.ts'
import { mergeLines } from './merge-lines.ts'

const line = (
  text: string,
  at: { x?: number; y: number; height?: number },
  origin: TextLine['origin'] = 'ink',
): TextLine => ({
  text,
  origin,
  confidence: 1,
  box: { x: at.x ?? 0.1, y: at.y, width: 0.3, height: at.height ?? 0.03 },
  words: [],
})
const texts = (lines: TextLine[]): string => lines.map(({ text }) => text).join(' ')

test('ink goes between what was typed, from top to bottom', () => {
  const typed = [line('Title', { y: 0.1 }, 'typed'), line('End', { y: 0.5 }, 'typed')]
  expect(
    texts(mergeLines(typed, [line('first', { y: 0.02 }), line('middle', { y: 0.3 }), line('last', { y: 0.9 })])),
  ).toBe('first Title middle End last')
})

test('a note beside a typed line follows it, one before its left edge precedes it', () => {
  const typed = [line('milk', { x: 0.3, y: 0.2 }, 'typed')]
  const ink = [line('two', { x: 0.05, y: 0.205 }), line('litres', { x: 0.7, y: 0.195 })]
  expect(texts(mergeLines(typed, ink))).toBe('two milk litres')
})

test('a tall heading and a low note in its row are one row', () => {
  const typed = [line('Garden', { x: 0.1, y: 0.1, height: 0.08 }, 'typed')]
  expect(texts(mergeLines(typed, [line('2026', { x: 0.6, y: 0.11, height: 0.03 })]))).toBe('Garden 2026')
})

test('each kind keeps the order it came in, even where boxes disagree', () => {
  const ink = [line('b', { y: 0.5 }), line('a', { y: 0.1 })]
  expect(texts(mergeLines([], ink))).toBe('b a')
  expect(texts(mergeLines(ink, []))).toBe('b a')
})
