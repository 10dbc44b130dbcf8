import type { PageScript } from '@kinfolio/testkit/vendors'
import { startGoogle, type GoogleDouble } from '@kinfolio/testkit/vendors/google'
import { describe, expect, test } from 'vitest'
import { printPage } from '../printed-page.fixture.ts'
import { describeReader } from '../reader.contract.ts'
import type { PageImage, Reader } from '../reader.port.ts'
import { googleReader, type GoogleOptions } from './google.ts'
import { fetchToDoubles, rigOf, scriptOf } from './vendor-rig.fixture.ts'

const key = 'AIza-double'

describe('with an API key', () => {
  describeReader({ hasKey: true, hasServer: true }, async (known) =>
    rigOf({
      double: await startGoogle({ script: scriptOf(known) }),
      hanging: await startGoogle({ script: scriptOf(known) }),
      open: (double, { fetch, hasWrongKey }) =>
        googleReader({
          credentials: { apiKey: hasWrongKey ? 'AIza-wrong' : key },
          baseUrl: double.url,
          tokenUrl: `${double.url}/token`,
          fetch,
        }),
    }),
  )
})

describe('with a service account', () => {
  describeReader({ hasKey: true, hasServer: true }, async (known) => {
    // Tokens come from a server of their own, so that it is the reading that gets into trouble.
    const bank = await startGoogle({ script: () => ({ lines: [] }) })
    const stranger = await startGoogle({ script: () => ({ lines: [] }) })
    const rig = rigOf({
      double: await startGoogle({ script: scriptOf(known) }),
      hanging: await startGoogle({ script: scriptOf(known) }),
      open: (to, { fetch, hasWrongKey }) =>
        googleReader({
          credentials: { serviceAccount: (hasWrongKey ? stranger : bank).serviceAccount },
          baseUrl: to.url,
          tokenUrl: bank.tokenUrl,
          fetch,
        }),
    })
    return {
      ...rig,
      async [Symbol.asyncDispose]() {
        await Promise.all([rig, bank, stranger].map((one) => one[Symbol.asyncDispose]()))
      },
    }
  })
})

const signal = AbortSignal.timeout(30_000)

function pageOf(text: string): PageImage {
  const { png, width, height } = printPage({ lines: [text], width: 700, height: 700 })
  return { bytes: png, mediaType: 'image/png', width, height }
}

async function start(script: PageScript, options: Partial<GoogleOptions> = {}): Promise<[GoogleDouble, Reader]> {
  const double = await startGoogle({ script })
  const reader = googleReader({
    credentials: { apiKey: key },
    baseUrl: double.url,
    tokenUrl: double.tokenUrl,
    fetch: fetchToDoubles(),
    ...options,
  })
  return [double, reader]
}

describe('Google Vision', () => {
  test('words and their punctuation are one word again, with measured boxes from the very edge on', async () => {
    const [double, reader] = await start(() => ({ lines: [{ text: 'Dear Margaret, (again)!', box: [0, 0, 1, 0.1] }] }))
    await using _ = double
    const [reading] = await reader.readPages({ pages: [pageOf('a')], context: { languages: ['en'] } }, signal)
    if (reading?.outcome !== 'read') throw new Error('expected a reading')
    const [line] = reading.lines
    expect(line?.words.map(({ text }) => text)).toEqual(['Dear', 'Margaret,', '(again)!'])
    expect(line?.box).toEqual({ x: 0, y: 0, width: 1, height: 0.1 })
    expect(reading).toMatchObject({ boxes: 'measured', language: 'en' })
  })

  test('several pictures go in one request with the languages as hints, each billed by itself', async () => {
    const [double, reader] = await start((_, index) => ({ lines: [{ text: `page ${index}` }] }), {
      usdPerThousandPictures: 1.5,
    })
    await using _ = double
    const pages = ['a', 'b', 'c', 'd'].map(pageOf)
    const readings = await reader.readPages({ pages, context: { languages: ['de', 'en'] } }, signal)
    expect(double.requests).toHaveLength(1)
    expect(JSON.stringify(double.requests[0]?.body)).toContain('"languageHints":["de","en"]')
    expect(readings.map(({ cost }) => cost)).toEqual(Array(4).fill({ pictures: 1, usdMicros: 1500 }))
  })

  test('four pictures at the byte limit fit into the 10 MB of one request', () => {
    const { maxImageBytes, pagesPerCall } = googleReader({
      credentials: { apiKey: key },
      baseUrl: 'https://vision.googleapis.com',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      fetch: fetchToDoubles(),
    }).reads
    expect(pagesPerCall * Math.ceil(maxImageBytes / 3) * 4 + 10_000).toBeLessThan(10_485_760)
  })

  test('a picture Google cannot decode is damaged and leaves the others alone', async () => {
    const bad = pageOf('bad')
    const [double, reader] = await start(({ bytes }) =>
      Buffer.from(bad.bytes).equals(bytes) ? 'refuse' : { lines: [{ text: 'fine' }] },
    )
    await using _ = double
    const pages = [bad, pageOf('good')]
    const readings = await reader.readPages({ pages, context: { languages: [] } }, signal)
    expect(readings[0]).toMatchObject({ outcome: 'unreadable', because: 'damaged' })
    expect(readings[1]).toMatchObject({ outcome: 'read' })
  })

  test('a service account gets its token once, and a key file that is no key is a refused key', async () => {
    const double = await startGoogle({ script: () => ({ lines: [{ text: 'x' }] }) })
    await using _ = double
    const open = (private_key: string): Reader =>
      googleReader({
        credentials: { serviceAccount: { ...double.serviceAccount, private_key } },
        baseUrl: double.url,
        tokenUrl: double.tokenUrl,
        fetch: fetchToDoubles(),
      })
    const reader = open(double.serviceAccount.private_key)
    for (const text of ['a', 'b']) await reader.readPages({ pages: [pageOf(text)], context: { languages: [] } }, signal)
    expect(double.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
    expect(await open('not a key').test(signal)).toMatchObject({ ok: false, because: 'key-refused' })
  })
})
