import { expect, test } from 'vitest'
import { Outage } from '../../../kernel/outage.ts'
import { printPage } from '../printed-page.fixture.ts'
import { contractRetryAfterSeconds, describeReader } from '../reader.contract.ts'
import { textOf, type PageImage } from '../reader.port.ts'
import { scriptedReader } from './scripted.ts'

const who = 'script'
const troubles = {
  'rate-limit': new Outage('slow down', {
    who,
    reason: 'rate-limited',
    isRetryable: true,
    retryAfterMs: contractRetryAfterSeconds * 1000,
  }),
  overloaded: new Outage('broken', { who, reason: 'overloaded', isRetryable: true }),
  garbage: new Outage('what?', { who, reason: 'answer-not-understood', isRetryable: true }),
  'key-refused': new Outage('script: the key was refused', { who, reason: 'key-refused', isRetryable: false }),
}

describeReader({ hasKey: false, hasServer: true }, async (known) => {
  let sent = 0
  let trouble: Outage | undefined
  const linesOf = (page: PageImage) => known.find(({ image }) => image.bytes === page.bytes)?.lines ?? []
  return {
    reader: scriptedReader({
      script(page) {
        sent += 1
        if (trouble) throw trouble
        return linesOf(page).join('\n')
      },
    }),
    hung: scriptedReader({
      script: () =>
        new Promise((_, reject) => {
          const late = new Outage('too late', { who, reason: 'timed-out', isRetryable: true })
          setTimeout(() => reject(late), 300)
        }),
    }),
    sent: () => sent,
    trouble: (kind) => {
      trouble = kind === 'none' ? undefined : troubles[kind]
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
})

const { png, width, height } = printPage({ lines: ['ink'], width: 600, height: 600 })
const pages = [{ bytes: png, mediaType: 'image/png' as const, width, height }]
const signal = AbortSignal.timeout(10_000)

test('a script may give a whole answer and sees the context', async () => {
  const reader = scriptedReader({
    script: (_page, context) =>
      context.names?.includes('Margaret') ? 'Dear Margaret' : { outcome: 'unreadable', because: 'refused' },
  })
  const [named] = await reader.readPages({ pages, context: { languages: [], names: ['Margaret'] } }, signal)
  const [nameless] = await reader.readPages({ pages, context: { languages: [] } }, signal)
  expect(named && textOf(named)).toBe('Dear Margaret')
  expect(nameless).toEqual({ outcome: 'unreadable', because: 'refused' })
})

test('an engine that finds no text on an inked page says blank', async () => {
  const reader = scriptedReader({ script: () => ' \n ' })
  expect(await reader.readPages({ pages, context: { languages: [] } }, signal)).toEqual([{ outcome: 'blank' }])
})

test('boxes and confidences of an engine that overshoots are cut', async () => {
  const word = { text: 'ink', box: { x: -0.5, y: 0.9, width: 2, height: 0.5 }, confidence: 1.7 }
  const line = { ...word, words: [word], kind: 'line' as const }
  const reader = scriptedReader({
    script: () => ({ outcome: 'read', lines: [line], confidence: Number.NaN, boxes: 'measured' }),
  })
  const [reading] = await reader.readPages({ pages, context: { languages: [] } }, signal)
  if (reading?.outcome !== 'read') throw new Error('expected a reading')
  expect(reading.confidence).toBe(0)
  expect(reading.lines[0]?.confidence).toBe(1)
  expect(reading.lines[0]?.words[0]?.box).toEqual({ x: 0, y: 0.9, width: 1, height: expect.closeTo(0.1) })
})
