import { connect } from 'node:net'
import { route } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asAda, openHttp, type Caller, type OpenHttp } from './open-http.fixture.ts'

const JSON_BYTES_MAX = 200
const base = { tag: 'system', summary: 'a test', access: 'public', problems: [] } as const
const note = route({
  ...base,
  method: 'POST',
  path: '/api/notes/:name',
  params: z.object({ name: z.string() }),
  body: z.object({ text: z.string(), tags: z.array(z.string()).default([]) }),
  answer: z.object({ name: z.string(), text: z.string(), prototype: z.boolean() }),
})
const who = route({ ...base, method: 'GET', path: '/api/who', answer: z.object({ ip: z.string(), id: z.string() }) })
const broken = route({ ...base, method: 'GET', path: '/api/broken', answer: z.object({ count: z.int() }) })

let http: OpenHttp
let call: Caller
beforeAll(async () => {
  http = await openHttp({ jsonBytesMax: JSON_BYTES_MAX })
  http.serve(note, async ({ params, body }) => ({
    name: params.name,
    text: body.text,
    // Of a polluted prototype every object would know this.
    prototype: 'isAdmin' in {},
  }))
  http.serve(who, async ({ request }) => ({ ip: request.ip, id: request.id }))
  http.serve(broken, async () => ({ count: 1.5 }))
  call = await http.listen()
})
afterAll(async () => http[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }
const post = async (body: string, headers: Record<string, string> = json, path = '/api/notes/a') =>
  call(path, { method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body })

describe('a body', () => {
  test.each([
    ['that is no JSON', 'text', json],
    ['that ends in the middle', '{"text":"a', json],
    ['that is empty', '', json],
    ['that is a list', '[]', json],
    ['that is null', 'null', json],
    ['of another type', '{"text":"a"}', { 'content-type': 'text/xml' }],
    ['of no type', '{"text":"a"}', {}],
    ['that is a form', 'text=a', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['that would change every object', '{"text":"a","__proto__":{"isAdmin":true}}', json],
    [
      'that would change every object by its constructor',
      '{"text":"a","constructor":{"prototype":{"isAdmin":true}}}',
      json,
    ],
  ])('%s is refused as a problem', async (_what, body, headers) => {
    const answer = await post(body, headers)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/invalid-request', status: 400 })
    expect('isAdmin' in {}).toBe(false)
  })

  test('says which fields are wrong, each by its path', async () => {
    const answer = JSON.parse((await post('{"tags":["a",7]}')).body)
    expect(answer.issues.map((issue: { path: string }) => issue.path)).toEqual(['/text', '/tags/1'])
  })

  test('with a byte-order mark or unknown fields is understood', async () => {
    expect((await post('\uFEFF{"text":"a","more":1}')).status).toBe(200)
  })

  test('of exactly the limit is taken, one byte more is not', async () => {
    const empty = '{"text":""}'
    const fit = `{"text":"${'x'.repeat(JSON_BYTES_MAX - empty.length)}"}`
    expect((await post(fit)).status).toBe(200)
    const answer = await post(fit.replace('xx', 'xxx'))
    expect([answer.status, JSON.parse(answer.body).type]).toEqual([413, '/problems/body-too-large'])
  })

  test('that grows beyond the limit without having said so is refused', async () => {
    const answer = await call('/api/notes/a', {
      method: 'POST',
      headers: { ...json, 'transfer-encoding': 'chunked' },
      body: `{"text":"${'x'.repeat(JSON_BYTES_MAX)}"}`,
    })
    expect([answer.status, JSON.parse(answer.body).type]).toEqual([413, '/problems/body-too-large'])
  })
})

describe('an address', () => {
  test('is decoded once', async () => {
    const named = async (name: string) => JSON.parse((await post('{"text":"a"}', json, `/api/notes/${name}`)).body).name
    expect(await named('caf%C3%A9')).toBe('café')
    expect(await named('a%2Fb')).toBe('a/b')
    expect(await named('100%2525')).toBe('100%25')
  })

  test.each(['/api/notes/%', '/api/notes/%zz', '/api/notes/%c3%28', '/%E0%A4%A'])(
    'that cannot be decoded is a problem: %s',
    async (path) => {
      const answer = await post('{"text":"a"}', json, path)
      expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
      expect(JSON.parse(answer.body).type).toBe('/problems/invalid-request')
    },
  )

  test('with an endless part leads nowhere', async () => {
    const answer = await post('{"text":"a"}', json, `/api/notes/${'x'.repeat(201)}`)
    expect([answer.status, JSON.parse(answer.body).type]).toEqual([404, '/problems/not-found'])
    expect((await post('{"text":"a"}', json, `/api/notes/${'x'.repeat(200)}`)).status).toBe(200)
  })
})

describe('a method', () => {
  test('that only asks for the head of what can be read is answered without a body', async () => {
    const answer = await call('/api/who', { method: 'HEAD' })
    expect([answer.status, answer.body]).toEqual([200, ''])
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each(['OPTIONS', 'DELETE', 'PUT', 'PATCH', 'TRACE'])(
    'that nobody declared for an address is not there: %s',
    async (method) => {
      const answer = await call('/api/who', { method })
      expect([answer.status, JSON.parse(answer.body).what]).toEqual([404, 'route'])
      // No other site is given leave to call us from its pages.
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )
})

describe('headers', () => {
  test('of an unreasonable size are refused before anything is done', async () => {
    const answer = await call('/api/who', { headers: { 'x-long': 'x'.repeat(17 * 1_024) } })
    expect(answer.status).toBe(431)
    expect((await call('/api/who', { headers: { 'x-long': 'x'.repeat(8 * 1_024) } })).status).toBe(200)
  })

  test('cannot choose the number under which a request is logged', async () => {
    const answer = await call('/api/who', { headers: { 'request-id': 'mine', 'x-request-id': 'mine' } })
    expect(answer.headers['x-request-id']).toBe(JSON.parse(answer.body).id)
    expect(answer.body).not.toContain('mine')
  })

  test('that smuggle a second request inside the first are refused', async () => {
    const { port } = http.app.server.address() as { port: number }
    const answer = await raw(
      port,
      'POST /api/notes/a HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 4\r\n' +
        'transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/who HTTP/1.1\r\nhost: x\r\n\r\n',
    )
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
  })

  test.each([
    ['Bearer', 401],
    ['Bearer ', 401],
    ['Bearer ada ada', 401],
    ['Bearer a\u00e4', 401],
    ['ada', 401],
    ['bearer ada', 200],
  ])('of a sign-in in a strange form sign nobody in: %j', async (authorization, status) => {
    const mine = route({ ...base, access: 'person', method: 'GET', path: '/api/mine', answer: z.object({}) })
    await using own = await openHttp()
    own.serve(mine, async () => ({}))
    expect((await own.app.inject({ url: '/api/mine', headers: { authorization } })).statusCode).toBe(status)
  })
})

describe('a proxy', () => {
  const forwarded = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
  }

  test('that nobody named is not believed: whoever calls has the address they call from', async () => {
    expect(JSON.parse((await call('/api/who', { headers: forwarded })).body).ip).toBe('127.0.0.1')
  })

  test('that is named tells who is behind it', async () => {
    await using behind = await openHttp({ trustedProxies: ['127.0.0.1'] })
    behind.serve(who, async ({ request }) => ({ ip: request.ip, id: request.id }))
    const ask = await behind.listen()
    expect(JSON.parse((await ask('/api/who', { headers: forwarded })).body).ip).toBe('203.0.113.9')
  })

  test('that is named does not make its callers’ own word count', async () => {
    await using behind = await openHttp({ trustedProxies: ['127.0.0.1'] })
    behind.serve(who, async ({ request }) => ({ ip: request.ip, id: request.id }))
    const ask = await behind.listen()
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }
    expect(JSON.parse((await ask('/api/who', { headers })).body).ip).toBe('203.0.113.9')
  })
})

describe('an answer', () => {
  test('that breaks its contract is a defect of ours and tells nothing of itself', async () => {
    const answer = await call('/api/broken')
    expect([answer.status, JSON.parse(answer.body).type]).toEqual([500, 'about:blank'])
    expect(answer.body).not.toContain('1.5')
  })

  test('is not to be guessed at, framed, or told to others', async () => {
    const { headers } = await call('/api/who', { headers: asAda })
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
  })

  test('insists on https only where people come by it', async () => {
    expect((await call('/api/who')).headers).not.toHaveProperty('strict-transport-security')
    await using plain = await openHttp({ publicUrl: new URL('http://kin.lan:8000') })
    plain.serve(who, async ({ request }) => ({ ip: request.ip, id: request.id }))
    expect((await plain.app.inject('/api/who')).headers).not.toHaveProperty('strict-transport-security')
  })
})

/** What a socket answers until it is closed. */
async function raw(port: number, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(port, '127.0.0.1', () => socket.write(text))
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  socket.on('close', () => resolve(answer))
  return promise
}
