import type { PageScript, VendorDouble } from '@kinfolio/testkit/vendors'
import { startClaude } from '@kinfolio/testkit/vendors/claude'
import { describe, expect, test } from 'vitest'
import { Outage } from '../../../kernel/outage.ts'
import { printPage } from '../printed-page.fixture.ts'
import { describeReader } from '../reader.contract.ts'
import type { PageImage, Reader } from '../reader.port.ts'
import { claudeReader, type ClaudeOptions } from './claude.ts'
import { fetchToDoubles, rigOf, scriptOf } from './vendor-rig.fixture.ts'

const key = 'sk-ant-double'
const model = 'claude-double'

describeReader({ hasKey: true, hasServer: true }, async (known) =>
  rigOf({
    double: await startClaude({ script: scriptOf(known) }),
    hanging: await startClaude({ script: scriptOf(known) }),
    open: (double, { fetch, hasWrongKey }) =>
      claudeReader({ apiKey: hasWrongKey ? 'sk-ant-wrong' : key, model, baseUrl: double.url, fetch }),
  }),
)

const signal = AbortSignal.timeout(30_000)
const context = { languages: ['de'] }

function pageOf(text: string): PageImage {
  const { png, width, height } = printPage({ lines: [text], width: 700, height: 700 })
  return { bytes: png, mediaType: 'image/png', width, height }
}

async function start(script: PageScript, options: Partial<ClaudeOptions> = {}): Promise<[VendorDouble, Reader]> {
  const double = await startClaude({ script })
  const fetch = fetchToDoubles()
  return [double, claudeReader({ apiKey: key, model, baseUrl: double.url, fetch, ...options })]
}

describe('Claude', () => {
  test('reads several pages in one call and shares the tokens among them', async () => {
    const [double, reader] = await start((_, index) => ({ lines: [{ text: `page ${index}` }], language: 'de' }), {
      prices: { usdPerMillionInput: 3, usdPerMillionOutput: 15 },
    })
    await using _ = double
    const readings = await reader.readPages({ pages: ['a', 'b', 'c'].map(pageOf), context }, signal)
    expect(double.requests).toHaveLength(1)
    expect(readings.map((one) => one.outcome === 'read' && one.lines[0]?.text)).toEqual(['page 0', 'page 1', 'page 2'])
    const costs = readings.map((one) => one.cost ?? {})
    // 700 px are 25 tiles of 28 px; 600 tokens of prompt are the double's own.
    expect(costs.reduce((sum, cost) => sum + (cost.inputTokens ?? 0), 0)).toBe(3 * 25 * 25 + 600)
    const [first] = costs
    expect(first?.usdMicros).toBe((first?.inputTokens ?? 0) * 3 + (first?.outputTokens ?? 0) * 15)
    expect(readings[0]).toMatchObject({ language: 'de', boxes: 'estimated' })
  })

  test('sends version, key, names and neighbouring text, and no sampling parameters', async () => {
    const [double, reader] = await start(() => ({ lines: [{ text: 'x' }] }))
    await using _ = double
    const told = { languages: ['de-AT'], names: ['Margaret'], neighbouringText: { before: 'the end of before' } }
    await reader.readPages({ pages: [pageOf('a')], context: told }, signal)
    const [request] = double.requests
    expect(request?.headers).toMatchObject({ 'anthropic-version': '2026-10-21', authorization: `Bearer ${key}` })
    const body = JSON.stringify(request?.body)
    for (const words of ['Margaret', 'the end of before', 'de-AT']) expect(body).toContain(words)
    expect(request?.body).not.toHaveProperty('temperature')
  })

  test('keeps kinds, boxes and certainty of lines', async () => {
    const [double, reader] = await start(() => ({
      lines: [{ text: 'buy  milk', kind: 'to-do', box: [0.2, 0.3, 0.6, 0.35], confidence: 0.8 }],
    }))
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    if (reading?.outcome !== 'read') throw new Error('expected a reading')
    const [line] = reading.lines
    expect(line).toMatchObject({ text: 'buy milk', kind: 'to-do', confidence: 0.8 })
    expect(line?.box).toMatchObject({ x: 0.2, y: 0.3, width: expect.closeTo(0.4) })
    expect(line?.words[1]?.box.x).toBeCloseTo(0.2 + (0.4 * 4) / 8)
  })

  test('a page that is refused does not take its neighbours with it', async () => {
    const pages = ['bad', 'good'].map(pageOf)
    const bad = Buffer.from(pages[0]?.bytes ?? [])
    const [double, reader] = await start(({ bytes }) => (bad.equals(bytes) ? 'refuse' : { lines: [{ text: 'fine' }] }))
    await using _ = double
    const readings = await reader.readPages({ pages, context }, signal)
    expect(readings[0]).toMatchObject({ outcome: 'unreadable', because: 'refused' })
    expect(readings[1]).toMatchObject({ outcome: 'read' })
    expect(double.requests).toHaveLength(3)
  })

  test('an answer that is cut off is too long, with its cost', async () => {
    const [double, reader] = await start(() => ({ lines: [{ text: 'again and '.repeat(3_000) }] }))
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('a')], context }, signal)
    expect(reading).toMatchObject({ outcome: 'unreadable', because: 'too-long', cost: { outputTokens: 5_000 } })
  })

  test('a line without a usable box is laid over the ink', async () => {
    const raw = JSON.stringify({
      pages: [{ page: 1, language: 'en', lines: [{ text: 'ink', kind: 'line', box: [], certainty: 90 }] }],
    })
    const [double, reader] = await start(() => ({ raw }))
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('ink')], context }, signal)
    if (reading?.outcome !== 'read') throw new Error('expected a reading')
    const box = reading.lines[0]?.box
    expect(box?.height).toBeLessThan(0.1)
    expect(box?.x).toBeCloseTo(0.1, 1)
  })

  test('a missing page in the answer is an outage, so that nothing is taken for blank', async () => {
    const raw = JSON.stringify({ pages: [{ page: 2, language: 'en', lines: [] }] })
    const [double, reader] = await start(() => ({ raw }))
    await using _ = double
    const reading = reader.readPages({ pages: [pageOf('a'), pageOf('b')], context }, signal)
    await expect(reading).rejects.toMatchObject({ reason: 'answer-not-understood' })
  })

  test('a model nobody knows is named by the Test and is not retryable', async () => {
    const [double, reader] = await start(() => ({ lines: [] }), { model: 'claude-of-yesterday' })
    await using _ = double
    expect(await reader.test(signal)).toMatchObject({
      ok: false,
      because: 'model-unknown',
      details: expect.stringContaining('claude-of-yesterday'),
    })
    const outage = await reader.readPages({ pages: [pageOf('a')], context }, signal).catch((error: unknown) => error)
    expect(outage).toBeInstanceOf(Outage)
    expect(outage).toMatchObject({ reason: 'model-unknown', isRetryable: false })
  })

  test('the version names the model', async () => {
    const [double, reader] = await start(() => ({ lines: [] }))
    await using _ = double
    expect(reader.version).toContain(model)
  })
})
