import type { VendorDouble } from '@kinfolio/testkit/vendors'
import { startOpenAi, type OpenAiScript } from '@kinfolio/testkit/vendors/openai'
import { describe, expect, test } from 'vitest'
import { createOutbound, parseAllowList } from '../../../kernel/outbound/index.ts'
import { printPage } from '../printed-page.fixture.ts'
import { describeReader } from '../reader.contract.ts'
import { textOf, type PageImage, type Reader } from '../reader.port.ts'
import { openAiReader, type OpenAiOptions } from './openai.ts'
import { fetchToDoubles, rigOf, scriptOf } from './vendor-rig.fixture.ts'

const key = 'sk-double'
const model = 'vision-double'

describe.each(['json', 'fenced', 'olmocr'] as const)('a server that answers in %s', (style) => {
  describeReader({ hasKey: true, hasServer: true }, async (known) =>
    rigOf({
      double: await startOpenAi({ key, style, script: scriptOf(known) }),
      hanging: await startOpenAi({ key, style, script: scriptOf(known) }),
      open: (double, { fetch, hasWrongKey }) =>
        openAiReader({
          apiKey: hasWrongKey ? 'sk-wrong' : key,
          model,
          baseUrl: double.url,
          answers: style === 'olmocr' ? 'text' : 'json',
          fetch,
        }),
    }),
  )
})

const signal = AbortSignal.timeout(30_000)
const context = { languages: ['en'] }

function pageOf(text: string): PageImage {
  const { png, width, height } = printPage({ lines: text.split('\n'), width: 700, height: 700 })
  return { bytes: png, mediaType: 'image/png', width, height }
}

async function start(server: OpenAiScript, options: Partial<OpenAiOptions> = {}): Promise<[VendorDouble, Reader]> {
  const double = await startOpenAi(server)
  const fetch = fetchToDoubles()
  return [double, openAiReader({ model, baseUrl: double.url, answers: 'auto', fetch, ...options })]
}

describe('an OpenAI-compatible server', () => {
  test('needs no key when it asks for none', async () => {
    const [double, reader] = await start({ script: () => ({ lines: [{ text: 'hello' }] }) })
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    expect(reading && textOf(reading)).toBe('hello')
    expect(reading?.cost).toMatchObject({ inputTokens: 1200 })
    expect(await reader.test(signal)).toEqual({ ok: true, details: { engine: expect.any(String), model } })
  })

  test('that knows no schemas is asked again without one', async () => {
    const [double, reader] = await start({ knowsSchemas: false, script: () => ({ lines: [{ text: 'hello' }] }) })
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    expect(reading && textOf(reading)).toBe('hello')
    expect(double.requests).toHaveLength(2)
  })

  test('is asked in olmOCR’s own words when the model’s name says so, and its Markdown is understood', async () => {
    const lines = [
      { text: 'Shopping', kind: 'heading' as const },
      { text: 'milk', kind: 'to-do' as const },
      { text: 'bread', kind: 'to-do-done' as const },
    ]
    const [double, reader] = await start(
      { style: 'olmocr', models: ['allenai/olmOCR-2-7B'], script: () => ({ lines, language: 'de' }) },
      { model: 'allenai/olmOCR-2-7B' },
    )
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('Shopping\nmilk\nbread')], context }, signal)
    if (reading?.outcome !== 'read') throw new Error('expected a reading')
    expect(reading.language).toBe('de')
    expect(reading.lines.map(({ text, kind }) => ({ text, kind }))).toEqual(lines)
    // Three bands of ink for three lines: each is laid over its own.
    const tops = reading.lines.map(({ box }) => box.y)
    expect(tops[1]).toBeCloseTo((tops[0] ?? 0) + (44 * 1.6) / 700, 1)
    expect(JSON.stringify(double.requests[0]?.body)).toContain('front matter')
  })

  test('that does not know the model is told by the Test, with the models it knows', async () => {
    const [double, reader] = await start({ models: ['llava', 'qwen-vl'], script: () => ({ lines: [] }) })
    await using _ = double
    const told = await reader.test(signal)
    expect(told).toMatchObject({
      ok: false,
      because: 'model-unknown',
      details: expect.stringContaining('llava, qwen-vl'),
    })
  })

  test('at an address that is not allowed is not called', async () => {
    const double = await startOpenAi({ script: () => ({ lines: [] }) })
    await using _ = double
    const { fetch } = createOutbound({ allow: parseAllowList('') })
    const reader = openAiReader({ model, baseUrl: double.url, answers: 'auto', fetch })
    expect(await reader.test(signal)).toMatchObject({ ok: false, because: 'address-not-allowed' })
    const reading = reader.readPages({ pages: [pageOf('a')], context }, signal)
    await expect(reading).rejects.toMatchObject({ reason: 'address-not-allowed', isRetryable: false })
    expect(double.requests).toEqual([])
  })

  test('that refuses is an answer, and so is one that never ends', async () => {
    let isLong = false
    const script = () => (isLong ? { lines: [{ text: 'on '.repeat(10_000) }] } : ('refuse' as const))
    const [double, reader] = await start({ script })
    await using _ = double
    const [refused] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    isLong = true
    const [long] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    expect(refused).toMatchObject({ outcome: 'unreadable', because: 'refused' })
    expect(long).toMatchObject({ outcome: 'unreadable', because: 'too-long' })
  })

  test('that answers broken JSON is an outage; its text is never taken for the page’s', async () => {
    const [double, reader] = await start({ script: () => ({ raw: '{"pages": [{"lines": [{"text": "half' }) })
    await using _ = double
    const reading = reader.readPages({ pages: [pageOf('a')], context }, signal)
    await expect(reading).rejects.toMatchObject({ reason: 'answer-not-understood', isRetryable: true })
  })
})
