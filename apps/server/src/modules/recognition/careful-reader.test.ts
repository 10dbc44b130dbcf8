import { createCanvas } from '@napi-rs/canvas'
import { beforeAll, describe, expect, test } from 'vitest'
import { Outage, type OutageReason } from '../../kernel/outage.ts'
import { carefulReader, type Engine } from './careful-reader.ts'
import type { PageImage, ReadLine, ReadRequest, Reading } from './reader.port.ts'

const reads: Engine['reads'] = {
  maxImageBytes: 100_000,
  maxEdgePx: 400,
  pagesPerCall: 4,
  wants: 'natural',
  handwriting: true,
  languages: 'any',
}
const never = new AbortController().signal
const context = { languages: ['en'] }

/** A page of the size with a black bar across it, or with nothing. */
function pageOf(size: { width?: number; height?: number; isBlank?: boolean } = {}): PageImage {
  const { width = 200, height = 200, isBlank = false } = size
  const canvas = createCanvas(width, height)
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#000'
  if (!isBlank) pen.fillRect(width * 0.2, height * 0.4, width * 0.6, height * 0.1)
  return { bytes: canvas.toBuffer('image/png'), mediaType: 'image/png', width, height }
}

let inked: PageImage
let blank: PageImage
beforeAll(() => {
  inked = pageOf()
  blank = pageOf({ isBlank: true })
})

const lineOf = (text: string, more: Partial<ReadLine> = {}): ReadLine => {
  const box = { x: 0.1, y: 0.1, width: 0.5, height: 0.1 }
  return { text, box, confidence: 1, kind: 'line', words: [{ text, box, confidence: 1 }], ...more }
}
const readOf = (...lines: ReadLine[]): Reading => ({ outcome: 'read', lines, confidence: 0.9, boxes: 'measured' })

/** An engine that notes what it is asked and answers by the script. */
function engineOf(answer: (request: ReadRequest) => Reading[] | Promise<Reading[]>) {
  const asked: ReadRequest[] = []
  const reader = carefulReader({
    name: 'scripted',
    version: 'careful-1',
    reads,
    readInked: async (request) => {
      asked.push(request)
      return answer(request)
    },
    test: async () => ({ ok: true, details: { engine: 'scripted' } }),
  })
  return { asked, read: (pages: PageImage[], signal = never) => reader.readPages({ pages, context }, signal) }
}

const echo = ({ pages }: ReadRequest): Reading[] => pages.map((_, index) => readOf(lineOf(`page ${index}`)))

describe('what an engine sees', () => {
  test('are only pages with ink, whole and within its limits, in their order', async () => {
    const { asked, read } = engineOf(echo)
    const damaged = { ...inked, bytes: inked.bytes.slice(0, 60) }
    const wide = pageOf({ width: 401, height: 50 })
    const answers = await read([blank, inked, damaged, wide])
    expect(asked).toEqual([{ pages: [inked], context }])
    expect(answers).toMatchObject([
      { outcome: 'blank' },
      { outcome: 'read', lines: [{ text: 'page 0' }] },
      { outcome: 'unreadable', because: 'damaged' },
      { outcome: 'unreadable', because: 'too-large' },
    ])
  })

  test('is nothing at all when no page is worth asking about', async () => {
    const { asked, read } = engineOf(echo)
    expect(await read([blank, blank])).toEqual([{ outcome: 'blank' }, { outcome: 'blank' }])
    expect(await read([])).toEqual([])
    expect(asked).toEqual([])
  })

  test('is no picture of one byte more than it takes', async () => {
    const { asked, read } = engineOf(echo)
    const padded = new Uint8Array(reads.maxImageBytes + 1)
    padded.set(inked.bytes)
    expect(await read([{ ...inked, bytes: padded }])).toEqual([{ outcome: 'unreadable', because: 'too-large' }])
    expect(asked).toEqual([])
  })

  test('is a picture of exactly its longest edge', async () => {
    const { asked, read } = engineOf(echo)
    await read([pageOf({ width: 400, height: 400 })])
    expect(asked).toHaveLength(1)
  })

  test('are never more pages than it takes in one call', async () => {
    const { asked, read } = engineOf(echo)
    await expect(read([inked, inked, inked, inked, inked])).rejects.toThrow('at most 4 pages')
    expect(asked).toEqual([])
  })
})

describe('an engine’s answers', () => {
  test('go back to their own pages, past the blank ones', async () => {
    const { read } = engineOf(() => [readOf(lineOf('first')), readOf(lineOf('second'))])
    const answers = await read([inked, blank, inked])
    expect(answers.map((one) => (one.outcome === 'read' ? one.lines[0]?.text : one.outcome))).toEqual([
      'first',
      'blank',
      'second',
    ])
  })

  test.each([0, 1, 3])('of which there are %s for two pages are not believed', async (count) => {
    const { read } = engineOf(() => Array.from({ length: count }, () => readOf(lineOf('x'))))
    await expect(read([inked, inked])).rejects.toMatchObject({
      reason: 'answer-not-understood',
      isRetryable: true,
      message: `scripted answered ${count} of 2 pages`,
    })
  })

  test('without a word are blank, and keep their cost', async () => {
    const cost = { inputTokens: 5 }
    const { read } = engineOf(() => [{ outcome: 'read', lines: [], confidence: 0, boxes: 'measured', cost }])
    expect(await read([inked])).toEqual([{ outcome: 'blank', cost }])
  })

  test('lose the lines that have no words', async () => {
    const { read } = engineOf(() => [readOf(lineOf('', { words: [] }), lineOf('kept'))])
    const [answer] = await read([inked])
    expect(answer).toMatchObject({ lines: [{ text: 'kept' }] })
  })

  test.each([
    ['over the edge', { x: 0.9, y: -0.2, width: 0.5, height: 0.4 }, { x: 0.9, y: 0, width: 0.1, height: 0.2 }],
    ['negative', { x: 0.5, y: 0.5, width: -0.2, height: -0.1 }, { x: 0.5, y: 0.5, width: 0, height: 0 }],
    ['not numbers', { x: NaN, y: NaN, width: NaN, height: NaN }, { x: 0, y: 0, width: 0, height: 0 }],
    ['endless', { x: 0.25, y: 0, width: Infinity, height: 1 }, { x: 0.25, y: 0, width: 0, height: 1 }],
  ])('with boxes that are %s lie on the page', async (_, box, kept) => {
    const { read } = engineOf(() => [readOf(lineOf('x', { box }))])
    const [answer] = await read([inked])
    const at = answer?.outcome === 'read' ? answer.lines[0]?.box : undefined
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(at?.[side]).toBeCloseTo(kept[side])
  })

  test('that say why a page cannot be read pass as they are', async () => {
    const answer: Reading = { outcome: 'unreadable', because: 'refused', cost: { pictures: 1 } }
    const { read } = engineOf(() => [answer])
    expect(await read([inked])).toEqual([answer])
  })
})

describe('a call that was given up', () => {
  const stopped = new Error('the owner cancelled')

  test('before it began asks nobody', async () => {
    const { asked, read } = engineOf(echo)
    await expect(read([inked], AbortSignal.abort(stopped))).rejects.toBe(stopped)
    expect(asked).toEqual([])
  })

  test('on its way ends with the caller’s own reason, whatever the engine makes of it', async () => {
    const stop = new AbortController()
    const { read } = engineOf(() => {
      stop.abort(stopped)
      throw new TypeError('socket closed')
    })
    await expect(read([inked], stop.signal)).rejects.toBe(stopped)
  })

  test('by the engine itself keeps the engine’s words', async () => {
    const outage = new Outage('down', { who: 'x', reason: 'overloaded', isRetryable: true })
    const { read } = engineOf(() => Promise.reject(outage))
    await expect(read([inked])).rejects.toBe(outage)
  })
})

describe('the Test button', () => {
  const testing = (error: unknown, signal = never) =>
    carefulReader({
      name: 'scripted',
      version: '1',
      reads,
      readInked: async () => [],
      test: () => Promise.reject(error),
    }).test(signal)

  test.each([
    ['key-refused', 'key-refused'],
    ['model-unknown', 'model-unknown'],
    ['rate-limited', 'rate-limited'],
    ['address-not-allowed', 'address-not-allowed'],
    ['unreachable', 'unreachable'],
    ['timed-out', 'unreachable'],
    ['overloaded', 'failed'],
    ['quota-used-up', 'failed'],
    ['request-refused', 'failed'],
    ['answer-not-understood', 'failed'],
    ['crashed', 'failed'],
  ] satisfies [OutageReason, string][])('says of an outage that was %s: %s', async (reason, because) => {
    const outage = new Outage('in words', { who: 'x', reason, isRetryable: false })
    expect(await testing(outage)).toEqual({ ok: false, because, details: 'in words' })
  })

  test('does not take a bug for an outage, and ends with the caller’s reason', async () => {
    const bug = new TypeError('undefined is not a function')
    await expect(testing(bug)).rejects.toBe(bug)
    const stopped = new Error('enough')
    await expect(testing(bug, AbortSignal.abort(stopped))).rejects.toBe(stopped)
  })
})
