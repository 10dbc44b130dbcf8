import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { boxOf, findWords, fold, tokensOf } from './find-words.ts'

const box = (x: number) => ({ x, y: 0.1, width: 0.1, height: 0.05 })
const lines = [
  aLine('Crème brûlée, please', {
    words: [
      { text: 'Crème', box: box(0.1), confidence: 0.9 },
      { text: 'brûlée,', box: box(0.3), confidence: 0.9 },
      { text: 'please', box: box(0.6), confidence: 0.9 },
    ],
  }),
  aLine('Water the tomatoes'),
]
const found = (query: string) =>
  findWords(lines, query).map(({ line, start, end }) => lines[line]?.text.slice(start, end))

test('words are compared without case, accents and punctuation', () => {
  expect(fold('«Brûlée!»')).toBe('brulee')
  expect(found('BRULEE')).toEqual(['brûlée,'])
})

test('the beginning of a word finds it, and so does a word of which it is the stem', () => {
  expect(found('tom')).toEqual(['tomatoes'])
  expect(found('watering')).toEqual(['Water'])
})

test('several words are each found where they stand', () => {
  expect(found('creme tomatoes')).toEqual(['Crème', 'tomatoes'])
})

test('a slip is forgiven only when nothing is found as written', () => {
  expect(found('tomatos')).toEqual(['tomatoes'])
  expect(found('plaese')).toEqual([])
  expect(found('pleese')).toEqual(['please'])
})

test('an empty query and mere punctuation find nothing', () => {
  expect(found('')).toEqual([])
  expect(found(' — ')).toEqual([])
})

test('a word is lit by its own box, or by its share of the line when the reading has none', () => {
  expect(findWords(lines, 'brulee')[0]?.box).toEqual(box(0.3))
  const share = findWords(lines, 'tomatoes')[0]?.box
  expect(share?.x).toBeCloseTo(0.1 + (0.8 * 10) / 18)
  expect(share?.width).toBeCloseTo((0.8 * 8) / 18)
})

test('a word that stands twice in a line keeps its two boxes apart', () => {
  const words = [box(0.1), box(0.5)].map((its) => ({ text: 'ha', box: its, confidence: 1 }))
  const line = aLine('ha ha', { words })
  expect(tokensOf('ha ha').map((token, at) => boxOf(line, { token, at }))).toEqual([box(0.1), box(0.5)])
})
