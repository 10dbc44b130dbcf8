import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { Outage } from '../outage.ts'
import { parseAllowList } from './allow-list.ts'
import { createOutbound, type Outbound, type OutboundDeps } from './guarded-fetch.ts'

const REDIRECTS_MAX = 3
const running: { server: Server; outbound: Outbound }[] = []

afterEach(() => {
  for (const { server, outbound } of running.splice(0)) {
    outbound.close()
    server.closeAllConnections()
    server.close()
  }
})

/** A server on this machine, and a guarded fetch that may call it. */
async function open(listener: RequestListener, deps: Partial<OutboundDeps> = {}) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const outbound = createOutbound({ allow: parseAllowList('127.0.0.1'), ...deps })
  running.push({ server, outbound })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  return { origin, port: address.port, get: (path: string, init?: RequestInit) => outbound.fetch(origin + path, init) }
}

async function outageOf(promise: Promise<unknown>): Promise<Outage> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Outage)) throw new Error(`expected an Outage, got ${String(error)}`)
  return error
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of asked) body += String(chunk)
  return body
}

describe('a redirect', () => {
  const echo: RequestListener = (asked, answer) => {
    const path = asked.url ?? ''
    const status = Number(/^\/from\/(\d+)/.exec(path)?.[1])
    if (!Number.isNaN(status)) {
      answer.writeHead(status, { location: '/there' }).end()
      return
    }
    void bodyOf(asked).then((body) =>
      answer.end(JSON.stringify({ method: asked.method, body, type: asked.headers['content-type'] ?? null })),
    )
  }
  const post = { method: 'POST', body: 'page', headers: { 'content-type': 'text/plain' } }

  test.each([
    [301, 'POST', { method: 'GET', body: '', type: null }],
    [302, 'POST', { method: 'GET', body: '', type: null }],
    [303, 'POST', { method: 'GET', body: '', type: null }],
    [307, 'POST', { method: 'POST', body: 'page', type: 'text/plain' }],
    [308, 'POST', { method: 'POST', body: 'page', type: 'text/plain' }],
    [302, 'GET', { method: 'GET', body: '', type: null }],
  ])('by %d of a %s goes on as the standard says', async (status, method, seen) => {
    const { get } = await open(echo)
    const answer = await get(`/from/${status}`, method === 'POST' ? post : {})
    expect(await answer.json()).toEqual(seen)
  })

  test.each([300, 304, 305])('is none by %d: the answer comes back as it is', async (status) => {
    const { get } = await open(echo)
    expect((await get(`/from/${status}`)).status).toBe(status)
  })

  test('without an address is an answer like any other', async () => {
    const { get } = await open((_asked, answer) => answer.writeHead(302).end('nowhere'))
    expect(await (await get('/')).text()).toBe('nowhere')
  })

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://user:pw@127.0.0.1/', 'http://[::1]/', 'http://0/'])(
    'to %s is refused for good',
    async (location) => {
      const { get } = await open((_asked, answer) => answer.writeHead(302, { location }).end())
      expect(await outageOf(get('/'))).toMatchObject({ reason: 'address-not-allowed', isRetryable: false })
    },
  )

  test('is followed so many times and no more', async () => {
    const { get } = await open((asked, answer) => {
      const left = Number(asked.url?.slice(1))
      if (left === 0) answer.end('there')
      else answer.writeHead(302, { location: `/${left - 1}` }).end()
    })
    expect(await (await get(`/${REDIRECTS_MAX}`)).text()).toBe('there')
    expect((await outageOf(get(`/${REDIRECTS_MAX + 1}`))).message).toContain(`more than ${REDIRECTS_MAX} redirects`)
  })

  test('takes every kind of key off on the way to another origin', async () => {
    const seen: IncomingMessage['headers'][] = []
    const other = await open((asked, answer) => {
      seen.push(asked.headers)
      answer.end()
    })
    const { get } = await open((_asked, answer) => answer.writeHead(302, { location: `${other.origin}/` }).end())
    await get('/', {
      headers: { authorization: 'a', cookie: 'b', 'x-api-key': 'c', 'x-goog-api-key': 'd', 'x-harmless': 'e' },
    })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ 'x-harmless': 'e' })
    for (const name of ['authorization', 'cookie', 'x-api-key', 'x-goog-api-key'])
      expect(seen[0]?.[name]).toBe(undefined)
  })
})

describe('an answer', () => {
  test.each([
    ['gzip', gzipSync('tea')],
    ['br', brotliCompressSync('tea')],
    ['deflate', deflateSync('tea')],
    ['GZIP', gzipSync('tea')],
    ['identity', Buffer.from('tea')],
  ])('packed as %s is unpacked, and no longer says that it is packed', async (encoding, packed) => {
    const { get } = await open((_asked, answer) => answer.writeHead(200, { 'content-encoding': encoding }).end(packed))
    const answer = await get('/')
    expect(await answer.text()).toBe('tea')
    expect([answer.headers.get('content-encoding'), answer.headers.get('content-length')]).toEqual([null, null])
  })

  test.each([
    ['in a packing nobody asked for', { 'content-encoding': 'zstd' }, Buffer.from('tea')],
    ['that says it is packed and is not', { 'content-encoding': 'gzip' }, Buffer.from('tea')],
    ['packed twice', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync('tea'))],
    ['that is cut off', { 'content-encoding': 'gzip' }, gzipSync('tea'.repeat(100)).subarray(0, 20)],
  ])('%s is not understood, and trying again may help', async (_what, headers, bytes) => {
    const { get } = await open((_asked, answer) => answer.writeHead(200, headers).end(bytes))
    expect(await outageOf(get('/'))).toMatchObject({ reason: 'answer-not-understood', isRetryable: true })
  })

  test('of exactly the limit is read, one byte more is not', async () => {
    const { get } = await open((asked, answer) => answer.end(Buffer.alloc(Number(asked.url?.slice(1)))), {
      maxResponseBytes: 1_000,
    })
    expect((await (await get('/1000')).arrayBuffer()).byteLength).toBe(1_000)
    expect(await outageOf(get('/1001'))).toMatchObject({ reason: 'answer-not-understood', isRetryable: false })
  })

  test.each([204, 205, 304])('with %d has no body', async (status) => {
    const { get } = await open((_asked, answer) => answer.writeHead(status).end())
    const answer = await get('/')
    expect([answer.status, answer.body]).toEqual([status, null])
  })

  test('to a HEAD may name a size without being that large', async () => {
    const { get } = await open((_asked, answer) => answer.writeHead(200, { 'content-length': 12 }).end())
    const answer = await get('/', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('of failure is an answer, for the adapter to judge', async () => {
    const { get } = await open((_asked, answer) =>
      answer.writeHead(529, { 'retry-after': '3' }).end('{"type":"error"}'),
    )
    const answer = await get('/')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([529, '3'])
    expect(await answer.json()).toEqual({ type: 'error' })
  })

  test('keeps headers that come more than once', async () => {
    const { get } = await open((_asked, answer) => answer.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end())
    expect((await get('/')).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('that breaks off is an outage worth another try', async () => {
    const { get } = await open((_asked, answer) => {
      answer.writeHead(200, { 'content-length': 100 }).write('half')
      setTimeout(() => answer.destroy(), 20)
    })
    expect(await outageOf(get('/'))).toMatchObject({ reason: 'unreachable', isRetryable: true })
  })

  test('that is no HTTP is an outage too', async () => {
    const { port, get } = await open(() => undefined)
    const raw = running.at(-1)?.server
    raw?.on('connection', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))
    expect(await outageOf(get('/'))).toMatchObject({ reason: 'unreachable' })
    connect(port, '127.0.0.1').destroy()
  })
})

describe('a name', () => {
  test('that nobody knows is unreachable for now', async () => {
    const resolve = async () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
    const { port } = await open((_asked, answer) => answer.end())
    const outbound = createOutbound({ allow: parseAllowList(''), resolve })
    const outage = await outageOf(outbound.fetch(`http://models.example.org:${port}/`))
    expect(outage).toMatchObject({ who: `models.example.org:${port}`, reason: 'unreachable', isRetryable: true })
    outbound.close()
  })

  test('that was public when it was first asked for is checked again when it is connected to', async () => {
    let calls = 0
    const { port } = await open((_asked, answer) => {
      calls += 1
      answer.end()
    })
    const addresses = ['93.184.216.34', '127.0.0.1']
    const outbound = createOutbound({
      allow: parseAllowList(''),
      timeoutMs: 300,
      resolve: async () => [{ address: addresses.length > 1 ? (addresses.shift() ?? '') : '127.0.0.1', family: 4 }],
    })
    await outageOf(outbound.fetch(`http://rebinding.example.org:${port}/`))
    const second = await outageOf(outbound.fetch(`http://rebinding.example.org:${port}/`))
    expect([second.reason, calls]).toEqual(['address-not-allowed', 0])
    outbound.close()
  })

  test('without any address is not one we may call', async () => {
    const outbound = createOutbound({ allow: parseAllowList(''), resolve: async () => [] })
    expect((await outageOf(outbound.fetch('http://empty.example.org/'))).reason).toBe('address-not-allowed')
    outbound.close()
  })
})

describe('a caller', () => {
  test('who has already given up asks nobody', async () => {
    let calls = 0
    const { get } = await open((_asked, answer) => {
      calls += 1
      answer.end()
    })
    const gone = AbortSignal.abort(new Error('owner cancelled'))
    await expect(get('/', { signal: gone })).rejects.toThrow('owner cancelled')
    expect(calls).toBe(0)
  })

  test('who gives up inside an answer hears their own reason', async () => {
    const stop = new AbortController()
    const { get } = await open((_asked, answer) => {
      answer.writeHead(200).write('half')
      setTimeout(() => stop.abort(new Error('owner cancelled')), 20)
    })
    await expect(get('/', { signal: stop.signal })).rejects.toThrow('owner cancelled')
  })

  test('may send what a Request carries', async () => {
    const { origin } = await open((asked, answer) => {
      void bodyOf(asked).then((body) => answer.end(`${asked.method} ${asked.headers['x-mine']} ${body}`))
    })
    const request = new Request(`${origin}/`, { method: 'PUT', body: 'tea', headers: { 'x-mine': 'yes' } })
    expect(await (await running[0]?.outbound.fetch(request))?.text()).toBe('PUT yes tea')
  })

  test('may be one of many at once', async () => {
    const { get } = await open((asked, answer) => answer.end(asked.url))
    const answers = await Promise.all(Array.from({ length: 50 }, async (_, n) => (await get(`/${n}`)).text()))
    expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => `/${n}`))
  })
})
