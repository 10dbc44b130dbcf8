import { describe, expect, test } from 'vitest'
import { languageOf, maxLinesPerPage, parseVisionAnswer, readingOfVision } from './vision-answer.ts'

const line = { text: 'hello', kind: 'line', box: [100, 200, 300, 250], certainty: 80 }
const said = (...pages: unknown[]): string => JSON.stringify({ pages })
const noLayout = () => []

describe('a model’s JSON', () => {
  test('is found in a fence and between sentences', () => {
    const wrapped = `Sure!\n\`\`\`json\n${said({ page: 1, language: 'en', lines: [line] })}\n\`\`\`\nAnything else?`
    expect(parseVisionAnswer(wrapped, 1)?.[0]?.lines[0]?.text).toBe('hello')
  })

  test('is put in the order of the pages by their numbers', () => {
    const pages = [2, 1].map((page) => ({ page, language: 'en', lines: [{ ...line, text: `page ${page}` }] }))
    expect(parseVisionAnswer(said(...pages), 2)?.map((page) => page?.lines[0]?.text)).toEqual(['page 1', 'page 2'])
  })

  test('without numbers is taken in its own order, and one page may stand alone', () => {
    expect(parseVisionAnswer(said({ lines: ['a'] }, { lines: ['b'] }), 2)?.map((page) => page?.lines[0]?.text)).toEqual(
      ['a', 'b'],
    )
    expect(parseVisionAnswer(JSON.stringify({ lines: [line] }), 1)?.[0]?.lines).toHaveLength(1)
  })

  test('that leaves a page out says so for that page', () => {
    expect(parseVisionAnswer(said({ page: 2, lines: [] }), 2)).toEqual([undefined, { page: 2, lines: [] }])
  })

  test.each(['', 'no idea', '{"pages": "none"}', '{"pages": [{"lines": [{"text": "cut', '[1, 2]'])(
    '%j is not understood',
    (text) => {
      expect(parseVisionAnswer(text, 1)).toBeUndefined()
    },
  )

  test('that repeats itself without end is not understood', () => {
    const lines = Array(maxLinesPerPage + 1).fill('again')
    expect(parseVisionAnswer(said({ lines }), 1)).toBeUndefined()
    expect(parseVisionAnswer(said({ lines: lines.slice(1) }), 1)?.[0]?.lines).toHaveLength(maxLinesPerPage)
  })

  test('with a kind or certainty of its own invention still gives its text', () => {
    const page = parseVisionAnswer(
      said({ lines: [{ text: 'x', kind: 'poem', certainty: 'high', box: 'left' }] }),
      1,
    )?.[0]
    expect(page?.lines[0]).toEqual({ text: 'x', kind: 'line', certainty: 50, box: [] })
  })
})

describe('a reading of what a model said', () => {
  test('has boxes as fractions, whichever corner came first, and words over their line', () => {
    const reading = readingOfVision(
      { language: 'DE-at', lines: [{ text: 'ab cd', kind: 'heading', box: [900, 300, 100, 200], certainty: 80 }] },
      noLayout,
    )
    if (reading.outcome !== 'read') throw new Error('expected a reading')
    expect(reading).toMatchObject({ language: 'de-AT', confidence: 0.8, boxes: 'estimated' })
    const [first] = reading.lines
    expect(first).toMatchObject({ kind: 'heading', box: { x: 0.1, y: 0.2, width: expect.closeTo(0.8) } })
    // Two letters, a space, two letters: the second word begins after three fifths.
    expect(first?.words[1]?.box).toMatchObject({ x: expect.closeTo(0.1 + 0.8 * 0.6), width: expect.closeTo(0.32) })
  })

  test('lays all lines out when one of them has no usable box', () => {
    const asked: number[] = []
    const lines = [
      { text: 'a', kind: 'line' as const, box: [0, 0, 500, 100], certainty: 90 },
      { text: 'b', kind: 'line' as const, box: [5, 5, 5, 5], certainty: 90 },
      { text: ' ', kind: 'line' as const, box: [], certainty: 90 },
    ]
    const reading = readingOfVision({ lines }, (count) => {
      asked.push(count)
      return Array.from({ length: count }, (_, index) => ({ x: 0, y: index / 2, width: 1, height: 0.4 }))
    })
    expect(asked).toEqual([2])
    expect(reading.outcome === 'read' && reading.lines.map(({ box }) => box.y)).toEqual([0, 0.5])
  })
})

test('a language is kept only when it is a well-formed tag', () => {
  expect(['en', 'pt-br'].map(languageOf)).toEqual(['en', 'pt-BR'])
  for (const tag of ['und', '', 'not a tag', null, undefined]) expect(languageOf(tag)).toBeUndefined()
})
