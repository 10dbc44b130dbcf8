import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OcrWord } from './ocr-engine.ts'
import { inReadingOrder } from './reading-order.ts'

type Line = [text: string, left: number, top: number, width: number]

/** A line of one word, 10 pixels high. */
const line = ([text, left, top, width]: Line): OcrWord[] => [
  { text, left, top, right: left + width, bottom: top + 10, confidence: 90 },
]
const order = (...lines: Line[]) => inReadingOrder(lines.map(line)).map(([word]) => word?.text)

test('a title comes before what stands under it', () => {
  expect(order(['for a round tin', 10, 40, 90], ['Apple cake', 10, 10, 80], ['flour', 10, 60, 50])).toEqual([
    'Apple cake',
    'for a round tin',
    'flour',
  ])
})

test('columns are read one after the other, and what runs below both comes last', () => {
  const columns: Line[] = [
    ['left 1', 0, 10, 100],
    ['left 2', 0, 30, 130],
    ['foot', 0, 90, 220],
    ['right 1', 120, 10, 100],
    ['right 2', 120, 30, 100],
  ]
  expect(order(...columns)).toEqual(['left 1', 'left 2', 'right 1', 'right 2', 'foot'])
})

test('lines that slant into each other stay as they were told', () => {
  expect(order(['second', 0, 15, 100], ['first', 0, 8, 100])).toEqual(['second', 'first'])
})

test('nothing is lost or doubled, and of two lines of a column the upper comes first', () => {
  const number = fc.integer({ min: 0, max: 300 })
  const some = fc.array(fc.tuple(fc.constant('x'), fc.constantFrom(0, 150), number, fc.integer({ min: 1, max: 300 })), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(some, (lines) => {
      const given = lines.map(line)
      const ordered = inReadingOrder(given)
      expect(new Set(ordered)).toEqual(new Set(given))
      expect(ordered).toHaveLength(given.length)
      const sameColumn = ordered.filter(([word]) => word?.left === given[0]?.[0]?.left)
      for (const [at, [word]] of sameColumn.entries())
        for (const [later] of sameColumn.slice(at + 1)) expect(later?.bottom).toBeGreaterThan(word?.top ?? 0)
    }),
  )
})
