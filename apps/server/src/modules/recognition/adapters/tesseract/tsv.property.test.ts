import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTsv } from './tsv.ts'
import type { OcrWord } from './ocr-engine.ts'

const head = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'
const pixels = fc.nat(20_000)
const word = fc.record({
  text: fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\s/u.test(text)),
  left: pixels,
  top: pixels,
  width: pixels,
  height: pixels,
  confidence: fc.integer({ min: 0, max: 100 }),
})
const page = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 8 })

function rowOf(
  line: number,
  one: { text: string; left: number; top: number; width: number; height: number; confidence: number },
) {
  const { left, top, width, height, confidence, text } = one
  return ['5', '1', '1', '1', line, '1', left, top, width, height, confidence, text].join('\t')
}

test('every word of every line comes back where it was, also between rows of other levels', () => {
  fc.assert(
    fc.property(page, fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const rows = lines.flatMap((words, index) => [
        ['4', '1', '1', '1', index, '0', '0', '0', '9', '9', '-1', ''].join('\t'),
        ...words.map((one) => rowOf(index, one)),
      ])
      const expected = lines.map((words) =>
        words.map(({ text, left, top, width, height, confidence }): OcrWord => {
          return { text, left, top, right: left + width, bottom: top + height, confidence }
        }),
      )
      expect(parseTsv([head, ...rows, ''].join(end))).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('output cut off at any length gives only whole words of before', () => {
  const rows = ['Dear', 'Margaret,', 'again'].map((text, index) =>
    rowOf(index, { text, left: 10, top: 20, width: 30, height: 40, confidence: 90 }),
  )
  const whole = [head, ...rows].join('\n')
  for (let length = 0; length < whole.length; length += 1) {
    for (const [line] of parseTsv(whole.slice(0, length))) {
      expect('Dear Margaret, again'.split(' ').some((text) => text.startsWith(line?.text ?? '-'))).toBe(true)
      expect(line).toMatchObject({ left: 10, top: 20, right: 40, bottom: 60, confidence: 90 })
    }
  }
})

test.each([1, 2, 3, 4])('words that differ in column %s stand in different lines', (column) => {
  const rows = ['one', 'two'].map((text, index) => {
    const cells = ['5', '1', '1', '1', '1', '1', '0', '0', '5', '5', '90', text]
    return cells.with(column, String(index + 1)).join('\t')
  })
  expect(parseTsv([head, ...rows].join('\n')).map((line) => line.map(({ text }) => text))).toEqual([['one'], ['two']])
})

test.each(['', '\n\n', head, 'Error opening data file', '\0\0\0', '5\t5\t5'])('%j has no words', (output) => {
  expect(parseTsv(output)).toEqual([])
})
