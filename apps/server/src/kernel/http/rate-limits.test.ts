import { route } from '@kinfolio/contracts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { asAda, openHttp, type OpenHttp } from './open-http.fixture.ts'
import { RATE_LIMITS } from './rate-limits.ts'

const base = { tag: 'system', summary: 'a test', problems: [], answer: z.object({}) } as const
const limits = { personReads: 4, personWrites: 2, address: 3 }

/** Two reads, two writes, and one route with a limit of its own. */
async function open(): Promise<OpenHttp> {
  const http = await openHttp({ rateLimits: limits, trustedProxies: ['127.0.0.1'] })
  const answer = async () => ({})
  http.serve(route({ ...base, method: 'GET', path: '/api/a', access: 'public' }), answer)
  http.serve(route({ ...base, method: 'GET', path: '/api/b', access: 'public' }), answer)
  http.serve(route({ ...base, method: 'POST', path: '/api/a', access: 'public' }), answer)
  http.serve(route({ ...base, method: 'PUT', path: '/api/b', access: 'public' }), answer)
  http.serve(route({ ...base, method: 'POST', path: '/api/try', access: 'public', perMinute: 2 }), answer)
  http.serve(route({ ...base, method: 'POST', path: '/api/try-too', access: 'public', perMinute: 2 }), answer)
  http.app.get('/healthz', async () => ({ status: 'ok' }))
  return http
}

type Ask = { method?: 'GET' | 'POST' | 'PUT' | 'HEAD'; url: string; headers?: Record<string, string> }
async function statuses(http: OpenHttp, asks: Ask[]): Promise<number[]> {
  const codes: number[] = []
  for (const ask of asks) codes.push((await http.app.inject(ask)).statusCode)
  return codes
}
const times = (count: number, ask: Ask): Ask[] => Array.from({ length: count }, () => ask)
const from = (address: string) => ({ 'x-forwarded-for': address })

afterEach(() => vi.useRealTimers())

describe('requests of one minute', () => {
  test('are counted over all reads together, and over all changes together', async () => {
    await using http = await open()
    const reads = [...times(2, { url: '/api/a', headers: asAda }), ...times(3, { url: '/api/b', headers: asAda })]
    expect(await statuses(http, reads)).toEqual([200, 200, 200, 200, 429])
    const changes: Ask[] = [
      { method: 'POST', url: '/api/a', headers: asAda },
      { method: 'PUT', url: '/api/b', headers: asAda },
      { method: 'POST', url: '/api/a', headers: asAda },
    ]
    expect(await statuses(http, changes)).toEqual([200, 200, 429])
  })

  test('of one person do not count against the address that others share with them', async () => {
    await using http = await open()
    await statuses(http, times(5, { url: '/api/a', headers: { ...asAda, ...from('203.0.113.1') } }))
    expect(await statuses(http, [{ url: '/api/a', headers: from('203.0.113.1') }])).toEqual([200])
  })

  test('of one person count together, wherever they come from', async () => {
    await using http = await open()
    const asks = [1, 2, 3, 4, 5].map((n) => ({ url: '/api/a', headers: { ...asAda, ...from(`203.0.113.${n}`) } }))
    expect(await statuses(http, asks)).toEqual([200, 200, 200, 200, 429])
  })

  test('without a person count by address, and each address by itself', async () => {
    await using http = await open()
    expect(await statuses(http, times(4, { url: '/api/a', headers: from('203.0.113.1') }))).toEqual([
      200, 200, 200, 429,
    ])
    expect(await statuses(http, [{ url: '/api/a', headers: from('203.0.113.2') }])).toEqual([200])
  })

  test('from one network of IPv6 count together, and each network by itself', async () => {
    await using http = await open()
    const own = [1, 2, 3, 4].map((n) => ({ url: '/api/a', headers: from(`2001:db8:1:2::${n}`) }))
    expect(await statuses(http, own)).toEqual([200, 200, 200, 429])
    expect(await statuses(http, [{ url: '/api/a', headers: from('2001:db8:1:3::1') }])).toEqual([200])
  })

  test('from an IPv4 address count together, also when it is written as IPv6', async () => {
    await using http = await open()
    const forms = ['203.0.113.1', '::ffff:203.0.113.1', '::ffff:cb00:7101', '203.0.113.1']
    expect(
      await statuses(
        http,
        forms.map((form) => ({ url: '/api/a', headers: from(form) })),
      ),
    ).toEqual([200, 200, 200, 429])
    expect(await statuses(http, [{ url: '/api/a', headers: from('::ffff:203.0.113.2') }])).toEqual([200])
  })

  test('without a person count whatever they ask for', async () => {
    await using http = await open()
    const asks: Ask[] = [{ url: '/api/a' }, { url: '/api/b' }, { method: 'POST', url: '/api/a' }, { url: '/api/b' }]
    expect(await statuses(http, asks)).toEqual([200, 200, 200, 429])
  })

  test('that ask for the head of something count like those that read it', async () => {
    await using http = await open()
    const asks = [
      ...times(4, { method: 'HEAD' as const, url: '/api/a', headers: asAda }),
      { url: '/api/a', headers: asAda },
    ]
    expect(await statuses(http, asks)).toEqual([200, 200, 200, 200, 429])
  })

  test('with a token that is not good count as those of a stranger', async () => {
    await using http = await open()
    const guesses = ['x', 'y', 'z', 'old'].map((token) => ({
      url: '/api/a',
      headers: { authorization: `Bearer ${token}` },
    }))
    expect(await statuses(http, guesses)).toEqual([200, 200, 200, 429])
  })

  test('to a route with its own limit count there alone', async () => {
    await using http = await open()
    expect(await statuses(http, times(3, { method: 'POST', url: '/api/try', headers: asAda }))).toEqual([200, 200, 429])
    expect(await statuses(http, [{ method: 'POST', url: '/api/try-too', headers: asAda }])).toEqual([200])
    expect(await statuses(http, [{ method: 'POST', url: '/api/a', headers: asAda }])).toEqual([200])
  })

  test('are forgotten when it is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using http = await open()
    expect(await statuses(http, times(3, { method: 'POST', url: '/api/try' }))).toEqual([200, 200, 429])
    vi.setSystemTime(Date.now() + 61_000)
    expect(await statuses(http, [{ method: 'POST', url: '/api/try' }])).toEqual([200])
  })

  test('that look whether the server lives are never counted', async () => {
    await using http = await open()
    expect(await statuses(http, times(10, { url: '/healthz' }))).toEqual(Array.from({ length: 10 }, () => 200))
  })
})

describe('an answer', () => {
  test('tells what is left, and when it starts anew', async () => {
    await using http = await open()
    const { headers } = await http.app.inject({ url: '/api/a', headers: asAda })
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '4', 'x-ratelimit-remaining': '3' })
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(0)
    expect(Number(headers['x-ratelimit-reset'])).toBeLessThanOrEqual(60)
  })

  test('that refuses is a problem with the time to wait, the same in the body and in the header', async () => {
    await using http = await open()
    await statuses(http, times(3, { url: '/api/a' }))
    const refused = await http.app.inject('/api/a')
    expect(refused.headers['content-type']).toBe('application/problem+json')
    const body = refused.json()
    expect(body).toMatchObject({ type: '/problems/too-many-requests', status: 429, instance: expect.any(String) })
    expect(refused.headers['retry-after']).toBe(String(body.retry_after_s))
    expect(body.retry_after_s).toBeGreaterThan(0)
    expect(body.retry_after_s).toBeLessThanOrEqual(60)
  })
})

test('a person may read a grid of pages, and a stranger may not guess for long', () => {
  expect(RATE_LIMITS).toEqual({ personReads: 1_000, personWrites: 300, address: 30 })
})
