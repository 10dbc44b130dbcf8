import { describe, expect, test } from 'vitest'
import { textOf, type Reading } from '../reader.port.ts'
import { googleAnswer, googleFailure, readingOfGoogle } from './google-answer.ts'

type Word = { symbols: object[]; boundingBox?: object; confidence?: number | undefined }
type Break = 'SPACE' | 'SURE_SPACE' | 'EOL_SURE_SPACE' | 'LINE_BREAK' | 'HYPHEN' | 'UNKNOWN'

/** A word as Google tells it: a symbol for each letter, the break behind the last of them. */
function wordOf(text: string, how: { behind?: Break; at?: number[]; confidence?: number } = {}): Word {
  const letters = Array.from(text)
  const symbols = letters.map((letter, index) => ({
    text: letter,
    ...(index === letters.length - 1 && how.behind ? { property: { detectedBreak: { type: how.behind } } } : {}),
  }))
  const [left = 0, top = 0, right = 100, bottom = 20] = how.at ?? []
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ]
  return { symbols, boundingBox: { vertices: corners }, confidence: how.confidence ?? 0.9 }
}

const pageOf = (paragraphs: Word[][], more: object = {}) => ({
  width: 1_000,
  height: 2_000,
  blocks: [{ paragraphs: paragraphs.map((words) => ({ words })) }],
  ...more,
})

function readingOf(...pages: object[]): Reading {
  const { responses } = googleAnswer.parse({ responses: [{ fullTextAnnotation: { pages } }] })
  return readingOfGoogle(responses[0] ?? {}, { pictures: 1 })
}

function linesOf(reading: Reading) {
  return reading.outcome === 'read' ? reading.lines : []
}

describe('breaks between words', () => {
  test.each([
    ['SPACE', 'one two'],
    ['SURE_SPACE', 'one two'],
    ['EOL_SURE_SPACE', 'one\ntwo'],
    ['LINE_BREAK', 'one\ntwo'],
    ['HYPHEN', 'one-\ntwo'],
    ['UNKNOWN', 'onetwo'],
  ] as const)('of the kind %s', (behind, text) => {
    expect(textOf(readingOf(pageOf([[wordOf('one', { behind }), wordOf('two')]])))).toBe(text)
  })

  test('a paragraph ends its line, with a break or without', () => {
    expect(textOf(readingOf(pageOf([[wordOf('one')], [wordOf('two', { behind: 'LINE_BREAK' })]])))).toBe('one\ntwo')
  })

  test('blocks and pages come one after the other', () => {
    const two = { ...pageOf([]), blocks: [{ paragraphs: [{ words: [wordOf('a')] }] }, { paragraphs: [] }] }
    expect(textOf(readingOf(two, pageOf([[wordOf('b')]])))).toBe('a\nb')
  })

  test('punctuation that Google takes for a word belongs to the word before', () => {
    const words = [wordOf('home', { at: [100, 0, 200, 20] }), wordOf(',', { at: [202, 10, 210, 20], behind: 'SPACE' })]
    const [line] = linesOf(readingOf(pageOf([[...words, wordOf('again', { at: [300, 0, 400, 20] })]])))
    expect(line?.words.map(({ text }) => text)).toEqual(['home,', 'again'])
    expect(line?.words[0]?.box).toMatchObject({ x: 0.1, width: expect.closeTo(0.11) })
  })

  test('a word without letters leaves no hole in its line', () => {
    const empty = { symbols: [], boundingBox: {}, confidence: 0.5 }
    const spaced = { symbols: [{ text: '', property: { detectedBreak: { type: 'SPACE' } } }] }
    const [line] = linesOf(readingOf(pageOf([[wordOf('a', { behind: 'SPACE' }), spaced, wordOf('b'), empty]])))
    expect(line?.text).toBe('a b')
    expect(line?.words).toHaveLength(2)
    expect(linesOf(readingOf(pageOf([[empty]])))).toEqual([])
  })
})

describe('boxes', () => {
  test('of a block that is turned stand upright around it', () => {
    const turned = wordOf('x')
    turned.boundingBox = {
      vertices: [
        { x: 300, y: 400 },
        { x: 320, y: 600 },
        { x: 220, y: 610 },
        { x: 200, y: 410 },
      ],
    }
    const [line] = linesOf(readingOf(pageOf([[turned]])))
    expect(line?.box).toEqual({ x: 0.2, y: 0.2, width: expect.closeTo(0.12), height: expect.closeTo(0.105) })
  })

  test('of text upside down are the same as upright', () => {
    const upright = linesOf(readingOf(pageOf([[wordOf('x', { at: [100, 200, 300, 400] })]])))
    const reversed = linesOf(readingOf(pageOf([[wordOf('x', { at: [300, 400, 100, 200] })]])))
    expect(reversed[0]?.box).toEqual(upright[0]?.box)
  })

  test('at the very corner have no coordinates on the wire, which are zeros', () => {
    const word = { ...wordOf('x'), boundingBox: { vertices: [{}, { x: 500 }, { x: 500, y: 1_000 }, { y: 1_000 }] } }
    expect(linesOf(readingOf(pageOf([[word]])))[0]?.box).toEqual({ x: 0, y: 0, width: 0.5, height: 0.5 })
  })

  test('that reach over the picture are cut, and missing ones have no size', () => {
    const over = wordOf('x', { at: [-100, -100, 2_000, 100] })
    expect(linesOf(readingOf(pageOf([[over]])))[0]?.box).toEqual({ x: 0, y: 0, width: 1, height: 0.05 })
    const without: Word = { symbols: [{ text: 'x' }] }
    expect(linesOf(readingOf(pageOf([[without]])))[0]?.box).toMatchObject({ width: 0, height: 0 })
  })
})

describe('confidence and language', () => {
  test('a word without a confidence is doubted wholly, and weighs by its letters', () => {
    const sure = wordOf('sure', { behind: 'SPACE', confidence: 1 })
    const reading = readingOf(pageOf([[sure, { ...wordOf('maybes'), confidence: undefined }]]))
    expect(reading).toMatchObject({ confidence: 0.4 })
  })

  test('the language of the page is the likeliest of those that were found', () => {
    const found = [
      { languageCode: 'en', confidence: 0.3 },
      { languageCode: 'de-at', confidence: 0.7 },
      { languageCode: 'fr' },
    ]
    expect(readingOf(pageOf([], { property: { detectedLanguages: found } }))).toMatchObject({ language: 'de-AT' })
    expect(readingOf(pageOf([]))).not.toHaveProperty('language')
    const unknown = [{ languageCode: 'und', confidence: 1 }]
    expect(readingOf(pageOf([], { property: { detectedLanguages: unknown } }))).not.toHaveProperty('language')
  })
})

describe('an error of one picture', () => {
  const cost = { pictures: 1 }
  const answer = (code: number, message = 'Bad image data.') => readingOfGoogle({ error: { code, message } }, cost)

  test('about the picture is an answer, with its cost', () => {
    expect(answer(3)).toEqual({ outcome: 'unreadable', because: 'damaged', cost })
  })

  test.each([4, 8, 13, 14])('of code %s is an outage, so that the page is asked for again', (code) => {
    expect(() => answer(code, 'try later')).toThrow(`Google Vision: try later (${code})`)
  })

  test('of code 0 is none', () => {
    expect(answer(0)).toMatchObject({ outcome: 'read', lines: [] })
  })
})

describe('a request that failed as a whole', () => {
  test('is told with its status, its reason and how long to wait', () => {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36.5s' },
    ]
    expect(googleFailure({ error: { message: 'No.', status: 'INVALID_ARGUMENT', details } })).toEqual({
      message: 'INVALID_ARGUMENT No.',
      reason: 'API_KEY_INVALID',
      retryAfterSeconds: 36.5,
    })
  })

  test.each([undefined, null, '', '<html>502</html>', [], { error: 'no' }, { error: { message: 7 } }])(
    'and said %j is told without an explanation',
    (body) => {
      expect(googleFailure(body)).toEqual({ message: 'no explanation was given' })
    },
  )

  test('with a delay in another form says nothing about waiting', () => {
    for (const retryDelay of ['soon', '5m', '', '-3s']) {
      const failure = googleFailure({ error: { message: 'slow', details: [{ retryDelay }] } })
      expect(failure).not.toHaveProperty('retryAfterSeconds')
    }
  })
})
