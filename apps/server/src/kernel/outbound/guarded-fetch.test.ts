import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { Outage } from '../outage.ts'
import { parseAllowList } from './allow-list.ts'
import { createOutbound, type Outbound, type OutboundDeps } from './guarded-fetch.ts'

const open: { server: Server; outbound?: Outbound }[] = []

afterEach(() => {
  for (const { server, outbound } of open.splice(0)) {
    outbound?.close()
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ server })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function outbound(deps: Partial<OutboundDeps> & { allowed?: string } = {}): Outbound {
  const made = createOutbound({ allow: parseAllowList(deps.allowed ?? '127.0.0.1'), ...deps })
  const last = open.at(-1)
  if (last) last.outbound = made
  return made
}

async function outageOf(promise: Promise<unknown>): Promise<Outage> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Outage)) throw new Error(`expected an Outage, got ${String(error)}`)
  return error
}

describe('a guarded fetch', () => {
  test('carries method, headers and body to an allowed address and the answer back', async () => {
    const port = await serve((asked, answer) => {
      asked.on('data', (body) => {
        answer.writeHead(201, { 'x-seen': `${asked.method} ${asked.headers['x-mine']}` })
        answer.end(`got ${body}`)
      })
    })
    const answer = await outbound().fetch(`http://127.0.0.1:${port}/a`, {
      method: 'POST',
      headers: { 'x-mine': 'yes' },
      body: 'hello',
    })
    expect([answer.status, answer.headers.get('x-seen'), await answer.text()]).toEqual([201, 'POST yes', 'got hello'])
  })

  test('refuses a loopback address that is not listed, without connecting', async () => {
    let calls = 0
    const port = await serve((_asked, answer) => {
      calls += 1
      answer.end()
    })
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', 'localhost']) {
      const outage = await outageOf(outbound({ allowed: '' }).fetch(`http://${host}:${port}/`))
      expect(outage).toMatchObject({ reason: 'address-not-allowed', isRetryable: false })
    }
    expect(calls).toBe(0)
  })

  test('refuses a public name that resolves to a private address', async () => {
    const resolve = async () => [{ address: '192.168.1.1', family: 4 }]
    const outage = await outageOf(outbound({ allowed: '', resolve }).fetch('http://models.example.org/'))
    expect(outage).toMatchObject({ who: 'models.example.org', reason: 'address-not-allowed' })
  })

  test('connects only to the allowed ones of several addresses', async () => {
    const port = await serve((_asked, answer) => answer.end('here'))
    const resolve = async () => [
      { address: '10.9.9.9', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    const answer = await outbound({ resolve }).fetch(`http://models.example.org:${port}/`)
    expect(await answer.text()).toBe('here')
  })

  test('checks a redirect again', async () => {
    const port = await serve((_asked, answer) => answer.writeHead(302, { location: 'http://169.254.169.254/' }).end())
    const outage = await outageOf(outbound().fetch(`http://127.0.0.1:${port}/`))
    expect(outage.reason).toBe('address-not-allowed')
  })

  test('takes the key off a redirect to another origin, and keeps it on the same one', async () => {
    const seen: (string | undefined)[] = []
    const second = await serve((asked, answer) => {
      seen.push(asked.headers.authorization)
      answer.end('end')
    })
    const first = await serve((asked, answer) => {
      seen.push(asked.headers.authorization)
      const location = asked.url === '/start' ? '/next' : `http://127.0.0.1:${second}/`
      answer.writeHead(307, { location }).end()
    })
    await outbound().fetch(`http://127.0.0.1:${first}/start`, { headers: { authorization: 'Bearer secret' } })
    expect(seen).toEqual(['Bearer secret', 'Bearer secret', undefined])
  })

  test('never hands a body on to another origin', async () => {
    const other = await serve((_asked, answer) => answer.end())
    const port = await serve((_asked, answer) =>
      answer.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end(),
    )
    const outage = await outageOf(outbound().fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'page' }))
    expect(outage.reason).toBe('address-not-allowed')
  })

  test.each([301, 302, 303, 307, 308])(
    'answers a redirect (%i) as it is where none is to be followed',
    async (status) => {
      const asked: string[] = []
      const port = await serve(({ method, url }, answer) => {
        asked.push(`${method} ${url}`)
        answer.writeHead(status, { location: '/elsewhere' }).end('moved')
      })
      const post = { method: 'POST', body: 'page', redirect: 'manual' } as const
      const answer = await outbound().fetch(`http://127.0.0.1:${port}/hook`, post)
      expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
        status,
        '/elsewhere',
        'moved',
      ])
      expect(asked).toEqual(['POST /hook'])
    },
  )

  test('never asks where a redirect leads that is not to be followed, and still checks the address itself', async () => {
    const port = await serve((_asked, answer) => answer.writeHead(302, { location: 'http://169.254.169.254/' }).end())
    const answer = await outbound().fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    const refused = await outageOf(outbound({ allowed: '' }).fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }))
    expect(refused).toMatchObject({ reason: 'address-not-allowed', isRetryable: false })
  })

  test('ends a circle of redirects', async () => {
    const port = await serve((_asked, answer) => answer.writeHead(302, { location: '/again' }).end())
    await expect(outbound().fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('redirects')
  })

  test('refuses other schemes and passwords in addresses', async () => {
    const { fetch } = outbound()
    await expect(fetch('ftp://127.0.0.1/')).rejects.toThrow('neither http nor https')
    await expect(fetch('file:///etc/passwd')).rejects.toThrow('neither http nor https')
    await expect(fetch(new URL('http://a:b@127.0.0.1/'))).rejects.toThrow('carries a password')
    expect(await outageOf(fetch('not a url'))).toMatchObject({ reason: 'address-not-allowed', isRetryable: false })
  })

  test('ends an answer that is larger than its limit, packed or not, announced or not', async () => {
    const port = await serve((asked, answer) => {
      if (asked.url === '/announced') answer.writeHead(200, { 'content-length': 5000 })
      if (asked.url === '/packed') {
        answer.writeHead(200, { 'content-encoding': 'gzip' })
        answer.end(gzipSync(Buffer.alloc(5000)))
      } else {
        answer.write(Buffer.alloc(2500))
        answer.end(Buffer.alloc(2500))
      }
    })
    const { fetch } = outbound({ maxResponseBytes: 1000 })
    for (const path of ['announced', 'streamed', 'packed']) {
      const outage = await outageOf(fetch(`http://127.0.0.1:${port}/${path}`))
      expect(outage.message).toContain('more than 1000 bytes')
    }
  })

  test('unpacks a gzip answer that was sent although plain was asked for', async () => {
    const port = await serve((_asked, answer) =>
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked')),
    )
    expect(await (await outbound().fetch(`http://127.0.0.1:${port}/`)).text()).toBe('unpacked')
  })

  test('ends at the time limit when the server hangs, before or inside the answer', async () => {
    const port = await serve((asked, answer) => {
      if (asked.url === '/inside') answer.write('half')
    })
    const { fetch } = outbound({ timeoutMs: 150 })
    for (const path of ['before', 'inside']) {
      const outage = await outageOf(fetch(`http://127.0.0.1:${port}/${path}`))
      expect(outage).toMatchObject({ reason: 'timed-out', isRetryable: true })
    }
  })

  test('ends with the reason of the caller’s own signal', async () => {
    const port = await serve(() => undefined)
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('owner cancelled')), 50)
    const call = outbound().fetch(`http://127.0.0.1:${port}/`, { signal: stop.signal })
    await expect(call).rejects.toThrow('owner cancelled')
  })

  test('says that nobody is there, and that trying again may help', async () => {
    const port = await serve(() => undefined)
    const { server } = open.at(-1) ?? {}
    await new Promise((resolve) => server?.close(resolve))
    const outage = await outageOf(outbound().fetch(`http://127.0.0.1:${port}/`))
    expect(outage).toMatchObject({ reason: 'unreachable', isRetryable: true })
  })
})
