import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UNKNOWN_PRICES } from '@kinfolio/contracts'
import { startClaude } from '@kinfolio/testkit/vendors/claude'
import { startGoogle } from '@kinfolio/testkit/vendors/google'
import { startOpenAi } from '@kinfolio/testkit/vendors/openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printPage } from './printed-page.fixture.ts'
import { textOf, type PageImage, type Reader } from './reader.port.ts'
import { createReaders, missingFrom, type ReaderChoice, type Readers, type ReadersDeps } from './readers.ts'

const choice: ReaderChoice = { engine: 'tesseract', model: '', baseUrl: null, key: undefined, languages: ['en'] }
const signal = AbortSignal.timeout(60_000)
const script = () => ({ lines: [{ text: 'hello' }] })
let dataDir = ''

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kinfolio-readers-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

function readersOf(deps: Partial<ReadersDeps> = {}): Readers {
  return createReaders({ dataDir, outboundAllow: '', ...deps })
}

const page = printPage({ lines: ['The harbour was quiet'], width: 900, height: 300, fontPx: 60 })
const pages: PageImage[] = [{ bytes: page.png, mediaType: 'image/png', width: page.width, height: page.height }]

async function read(reader: Reader): Promise<string> {
  const [reading] = await reader.readPages({ pages, context: { languages: ['en'] } }, signal)
  return reading ? textOf(reading) : ''
}

describe('readers', () => {
  test('the offline one needs nothing and no network', async () => {
    await using readers = readersOf()
    const reader = await readers.open(choice)
    expect(reader.name).toBe('tesseract')
    expect(reader.reads.handwriting).toBe(false)
    expect(await read(reader)).toBe('The harbour was quiet')
  })

  test('the offline one takes the build that knows the space’s languages', async () => {
    await using readers = readersOf()
    const german = await readers.open({ ...choice, languages: ['de', 'fr'] })
    expect(german.version).toMatch(/deu\+fra/)
    await using wasmOnly = readersOf({ mayUseNativeTesseract: false })
    expect((await wasmOnly.open(choice)).version).toMatch(/wasm-7/)
  })

  test('vendors are called at the operator’s own addresses without another permission', async () => {
    await using claude = await startClaude({ models: ['claude-double', 'claude-sonnet-5-5'], script })
    await using google = await startGoogle({ script })
    const addresses = { claude: claude.url, google: google.url, googleToken: google.tokenUrl }
    await using readers = readersOf({ addresses })
    const key = 'sk-ant-double'
    expect(await read(await readers.open({ ...choice, engine: 'claude', model: 'claude-double', key }))).toBe('hello')
    expect(await read(await readers.open({ ...choice, engine: 'google', key: 'AIza-double' }))).toBe('hello')
    const account = JSON.stringify({
      type: 'service_account',
      token_uri: 'http://169.254.169.254/',
      ...google.serviceAccount,
    })
    expect(await read(await readers.open({ ...choice, engine: 'google', key: account }))).toBe('hello')
    expect((await readers.open({ ...choice, engine: 'claude', key })).version).toContain('claude-sonnet-5-5')
  })

  test('every reading says what it cost by the prices of the space, and in what the service counts', async () => {
    await using claude = await startClaude({ models: ['claude-double'], script })
    await using google = await startGoogle({ script })
    await using server = await startOpenAi({ script })
    await using readers = readersOf({
      addresses: { claude: claude.url, google: google.url, googleToken: google.tokenUrl },
      outboundAllow: new URL(server.url).host,
    })
    const prices = {
      usd_per_million_input_tokens: 1_000,
      usd_per_million_output_tokens: 0,
      usd_per_thousand_pictures: 1.5,
    }
    const costOf = async (part: Partial<ReaderChoice>) => {
      const reader = await readers.open({ ...choice, prices, ...part })
      return (await reader.readPages({ pages, context: { languages: ['en'] } }, signal))[0]?.cost
    }
    expect(await costOf({ engine: 'google', key: 'AIza-double' })).toEqual({ pictures: 1, usdMicros: 1_500 })
    const tokenPaid: Partial<ReaderChoice>[] = [
      { engine: 'claude', model: 'claude-double', key: 'sk-ant-double' },
      { engine: 'openai', model: 'vision-double', baseUrl: server.url },
    ]
    for (const paid of tokenPaid) {
      const cost = await costOf(paid)
      expect(cost?.inputTokens).toBeGreaterThan(0)
      expect(cost?.usdMicros).toBe((cost?.inputTokens ?? 0) * 1_000)
      expect(await costOf({ ...paid, prices: UNKNOWN_PRICES })).not.toHaveProperty('usdMicros')
    }
  })

  test('a server that a person typed needs the operator’s permission when it is not public', async () => {
    await using server = await startOpenAi({ script })
    const typed: ReaderChoice = { ...choice, engine: 'openai', model: 'vision-double', baseUrl: server.url }
    await using strict = readersOf()
    expect(await (await strict.open(typed)).test(signal)).toMatchObject({ ok: false, because: 'address-not-allowed' })
    await using open = readersOf({ outboundAllow: new URL(server.url).host })
    expect(await read(await open.open(typed))).toBe('hello')
  })

  test('a permission for one vendor’s address is none for what a person types', async () => {
    await using server = await startOpenAi({ script })
    await using readers = readersOf({ addresses: { claude: server.url } })
    const typed: ReaderChoice = { ...choice, engine: 'openai', model: 'vision-double', baseUrl: server.url }
    expect(await (await readers.open(typed)).test(signal)).toMatchObject({ ok: false, because: 'address-not-allowed' })
  })

  test.each([
    [{ engine: 'claude' }, 'key'],
    [{ engine: 'google' }, 'key'],
    [{ engine: 'openai' }, 'base_url'],
    [{ engine: 'openai', baseUrl: 'http://vllm.lan/v1' }, 'model'],
    [{ engine: 'openai', baseUrl: 'http://vllm.lan/v1', model: 'm' }, undefined],
    [{ engine: 'tesseract' }, undefined],
  ] as const)('%o lacks %s', async (part, missing) => {
    expect(missingFrom({ ...choice, ...part })).toBe(missing)
    await using readers = readersOf()
    if (missing === undefined) expect((await readers.open({ ...choice, ...part })).name).toBe(part.engine)
    else await expect(readers.open({ ...choice, ...part })).rejects.toMatchObject({ isRetryable: false })
  })

  test('a key file that is no key file is refused in words', async () => {
    await using readers = readersOf()
    const opening = readers.open({ ...choice, engine: 'google', key: '{"type": "authorized_user"}' })
    await expect(opening).rejects.toMatchObject({ reason: 'key-refused', isRetryable: false })
  })

  test('a wrong OUTBOUND_ALLOW is named at the start', () => {
    expect(() => readersOf({ outboundAllow: '10.0.0.0/99' })).toThrow('10.0.0.0/99')
  })
})
