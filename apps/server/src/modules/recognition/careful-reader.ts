import assert from 'node:assert/strict'
import { Outage } from '../../kernel/outage.ts'
import { messages } from './messages.ts'
import { boxBetween } from './preparation/affine.ts'
import { hasInk } from './preparation/grey.ts'
import { lookAt } from './preparation/picture.ts'
import type { PageImage, Reader, Reading, ReadLine, ReadRequest, ReaderTest, ReaderTestFailure } from './reader.port.ts'

/** What an adapter has to bring. It sees only whole pictures with ink on them, within its own limits. */
export type Engine = Pick<Reader, 'name' | 'version' | 'reads'> & {
  /** One answer per page, same order. Boxes and confidences may overshoot; they are cut afterwards. */
  readInked(request: ReadRequest, signal: AbortSignal): Promise<Reading[]>
  /** May throw an Outage: it becomes the test's answer. */
  test(signal: AbortSignal): Promise<ReaderTest>
}

/**
 * Makes a Reader of an engine by taking over what every one of them must get right: pictures that are
 * over the limit, damaged or blank never reach the engine, an aborted call ends with the signal's own
 * reason, and answers stay inside the picture.
 */
export function carefulReader(engine: Engine): Reader {
  const { name, version, reads } = engine
  return {
    name,
    version,
    reads,
    async readPages(request, signal) {
      signal.throwIfAborted()
      assert(request.pages.length <= reads.pagesPerCall, `${name} reads at most ${reads.pagesPerCall} pages per call`)
      const verdicts = await Promise.all(request.pages.map((page) => verdictOn(page, reads)))
      signal.throwIfAborted()
      const inked = request.pages.filter((_, index) => verdicts[index] === undefined)
      const answers = inked.length === 0 ? [] : await ask(engine, { request: { ...request, pages: inked }, signal })
      return verdicts.map((verdict) => verdict ?? tidy(answers.shift()))
    },
    test: (signal) => testOf(engine, signal),
  }
}

async function verdictOn(page: PageImage, reads: Reader['reads']): Promise<Reading | undefined> {
  if (page.bytes.byteLength > reads.maxImageBytes) return { outcome: 'unreadable', because: 'too-large' }
  const picture = await lookAt(page.bytes)
  if ('problem' in picture) return { outcome: 'unreadable', because: picture.problem }
  if (Math.max(picture.width, picture.height) > reads.maxEdgePx) return { outcome: 'unreadable', because: 'too-large' }
  return hasInk(picture.thumb) ? undefined : { outcome: 'blank' }
}

async function ask(engine: Engine, call: { request: ReadRequest; signal: AbortSignal }): Promise<Reading[]> {
  const { request, signal } = call
  try {
    const answers = await engine.readInked(request, signal)
    if (answers.length !== request.pages.length) {
      const words = messages.otherCount(engine.name, { answers: answers.length, pages: request.pages.length })
      throw new Outage(words, { who: engine.name, reason: 'answer-not-understood', isRetryable: true })
    }
    return answers
  } catch (error) {
    // Clients wrap or rename an abort; the caller knows its own reason best.
    if (signal.aborted) throw signal.reason
    throw error
  }
}

function tidy(answer: Reading | undefined): Reading {
  assert(answer, 'every page has an answer')
  if (answer.outcome !== 'read') return answer
  const lines = answer.lines.filter((line) => line.words.length > 0).map(tidyLine)
  // An engine that found nothing to read on a drawing says the same as one that saw no ink.
  if (lines.length === 0) return { outcome: 'blank', ...(answer.cost ? { cost: answer.cost } : {}) }
  return { ...answer, lines, confidence: fraction(answer.confidence) }
}

function tidyLine(line: ReadLine): ReadLine {
  return {
    ...line,
    box: inside(line.box),
    confidence: fraction(line.confidence),
    words: line.words.map((word) => ({ ...word, box: inside(word.box), confidence: fraction(word.confidence) })),
  }
}

function inside({ x, y, width, height }: ReadLine['box']): ReadLine['box'] {
  return boxBetween({ x: fraction(x), y: fraction(y) }, { x: fraction(x + width), y: fraction(y + height) })
}

function fraction(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0
}

const failureOf: Partial<Record<Outage['reason'], ReaderTestFailure>> = {
  'key-refused': 'key-refused',
  'model-unknown': 'model-unknown',
  'rate-limited': 'rate-limited',
  'address-not-allowed': 'address-not-allowed',
  unreachable: 'unreachable',
  'timed-out': 'unreachable',
}

async function testOf(engine: Engine, signal: AbortSignal): Promise<ReaderTest> {
  try {
    return await engine.test(signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (!(error instanceof Outage)) throw error
    return { ok: false, because: failureOf[error.reason] ?? 'failed', details: error.message }
  }
}
