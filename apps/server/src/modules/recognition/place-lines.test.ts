import { expect, test } from 'vitest'
import type { TextLine } from '../library/index.ts'
import { placeLines } from './place-lines.ts'

const box = { x: 0.1, y: 0.2, width: 0.4, height: 0.03 }
const before: TextLine[] = [
  {
    text: 'By milk',
    origin: 'ink',
    style: 'to-do',
    confidence: 0.5,
    box,
    words: [
      { text: 'By', confidence: 0.4, box: { ...box, width: 0.1 } },
      { text: 'milk', confidence: 0.6, box: { ...box, x: 0.25, width: 0.25 } },
    ],
  },
]

test('a corrected word stays where it was written, and nobody doubts it any more', () => {
  const [line] = placeLines([{ text: 'Buy milk', box }], before)
  expect(line).toMatchObject({ text: 'Buy milk', origin: 'ink', style: 'to-do', confidence: 1 })
  expect(line?.words).toEqual([
    { text: 'Buy', confidence: 1, box: { ...box, width: 0.1 } },
    { text: 'milk', confidence: 1, box: { ...box, x: 0.25, width: 0.25 } },
  ])
})

test('words that were split or joined share the line by their length', () => {
  const [line] = placeLines([{ text: 'Buy more milk', box }], before)
  const ends = line?.words.map((word) => word.box.x + word.box.width) ?? []
  expect(line?.words.map(({ text }) => text)).toEqual(['Buy', 'more', 'milk'])
  expect(line?.words[0]?.box.x).toBe(0.1)
  expect(ends.at(-1)).toBeCloseTo(0.5)
  expect(ends).toEqual(ends.toSorted((a, b) => a - b))
})

test('a line without a place stands below its neighbour, and never leaves the page', () => {
  const low = { ...box, y: 0.98 }
  const placed = placeLines(
    [
      { text: 'a', box: null },
      { text: 'b', box: low },
      { text: 'c', box: null },
    ],
    [],
  )
  expect(placed.map((line) => line.box.y)).toEqual([0.08, 0.98, 0.97])
})

test('an emptied line is gone', () => {
  expect(placeLines([{ text: '  ', box }], before)).toEqual([])
})
