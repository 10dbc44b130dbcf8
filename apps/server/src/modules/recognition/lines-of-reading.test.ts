import { expect, test } from 'vitest'
import { linesOfReading } from './lines-of-reading.ts'
import { identity } from './preparation/affine.ts'
import type { Prepared } from './preparation/prepare-page.ts'
import { lineKinds, textOf, unreadableReasons, type Reading } from './reader.port.ts'
import { messages } from './messages.ts'

const image = { bytes: new Uint8Array(1), mediaType: 'image/png', width: 10, height: 10 } as const
const ready = (toPage = identity): Prepared => ({ outcome: 'ready', image, toPage })
const box = { x: 0.2, y: 0.4, width: 0.2, height: 0.1 }

function readingOf(...lines: { text: string; kind?: (typeof lineKinds)[number] }[]): Reading {
  return {
    outcome: 'read',
    boxes: 'measured',
    confidence: 0.5,
    lines: lines.map(({ text, kind = 'line' }) => ({
      text,
      kind,
      box,
      confidence: 0.5,
      words: text.split(' ').map((word) => ({ text: word, box, confidence: 0.25 })),
    })),
  }
}

test.each(lineKinds)('a line of the kind %s is of that style in the library', (kind) => {
  expect(linesOfReading(readingOf({ text: 'x', kind }), ready())).toMatchObject([{ style: kind, origin: 'ink' }])
})

test('boxes come back from the turned and enlarged picture to the page', () => {
  const half = { ...identity, a: 0.5, e: 0.5, c: 0.25 }
  const [line] = linesOfReading(readingOf({ text: 'two words' }), ready(half))
  const back = {
    x: expect.closeTo(0.35),
    y: expect.closeTo(0.2),
    width: expect.closeTo(0.1),
    height: expect.closeTo(0.05),
  }
  expect(line?.box).toEqual(back)
  expect(line?.words.map((word) => word.box)).toEqual([back, back])
  expect(line?.words.map(({ confidence }) => confidence)).toEqual([0.25, 0.25])
})

test('a page that was blank, unreadable or never asked about has no lines', () => {
  expect(linesOfReading(undefined, ready())).toEqual([])
  expect(linesOfReading({ outcome: 'blank' }, ready())).toEqual([])
  expect(linesOfReading({ outcome: 'unreadable', because: 'refused' }, ready())).toEqual([])
  expect(linesOfReading(readingOf({ text: 'x' }), { outcome: 'blank' })).toEqual([])
})

test('the text of a reading is its lines, and of anything else nothing', () => {
  expect(textOf(readingOf({ text: 'Buy milk' }, { text: 'and honey' }))).toBe('Buy milk\nand honey')
  expect(textOf({ outcome: 'blank' })).toBe('')
  expect(textOf({ outcome: 'unreadable', because: 'damaged' })).toBe('')
})

test('every reason why a page could not be read has words of its own, which say what was kept and what to do', () => {
  const words = unreadableReasons.map(messages.unreadable)
  expect(new Set(words).size).toBe(unreadableReasons.length)
  for (const sentence of words)
    expect(sentence).toMatch(/^(The|There|Reading) .+\. The page .+ kept; try another reader\.$/)
})
