import { fileRoute, notFound, Problem, route, sessionId, spaceId, userId, wrongCredentials } from '@kinfolio/contracts'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { Outage } from '../outage.ts'
import type { Doorkeeper } from './actor.ts'
import { createHttp, type Http } from './http.ts'
import { NOT_MODIFIED, otherwise } from './serve.ts'

const ada = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const home = spaceId.parse('01890000-0000-7000-8000-000000000003')
const foreign = '01890000-0000-7000-8000-000000000004'

/** Lets in who says `ada`; her session may be over. */
const doorkeeper = (at: { isOpen: boolean } = { isOpen: true }): Doorkeeper => ({
  readToken: async (token) => (token === 'ada' ? ada : token === 'old' ? 'expired' : 'invalid'),
  isSessionOpen: async () => at.isOpen,
  hasRecentProof: async () => true,
  faultOfSignature: async () => undefined,
  enterSpace: async (person, wanted) =>
    at.isOpen && (wanted === undefined || wanted === home) ? { ...person, spaceId: home, role: 'owner' } : undefined,
})

let http: Http | undefined
afterEach(async () => http?.app.close())

async function open(
  options: { isOpen?: boolean; limits?: { personReads: number; personWrites: number; address: number } } = {},
): Promise<Http> {
  http = await createHttp({
    doorkeeper: doorkeeper({ isOpen: options.isOpen ?? true }),
    log: pino({ level: 'silent' }),
    trustedProxies: [],
    publicUrl: new URL('https://kin.example.org'),
    rateLimits: options.limits ?? { personReads: 1_000, personWrites: 1_000, address: 1_000 },
    jsonBytesMax: 1_000,
  })
  return http
}

const base = { summary: 'a test', tag: 'system', problems: [wrongCredentials] } as const
const echo = route({
  ...base,
  method: 'POST',
  path: '/api/echo/:word',
  access: 'space',
  params: z.object({ word: z.string().max(5) }),
  query: z.object({ times: z.coerce.number().int().default(1) }),
  body: z.object({ loud: z.boolean() }),
  answer: z.object({ said: z.string() }),
})
const open_ = route({
  ...base,
  method: 'GET',
  path: '/api/open',
  access: 'public',
  answer: z.object({ ok: z.boolean() }),
})
const mine = route({ ...base, method: 'GET', path: '/api/mine', access: 'person', answer: z.object({ id: userId }) })
const picture = fileRoute({ ...base, path: '/api/picture', access: 'public', produces: ['image/png'] })
const asAda = { authorization: 'Bearer ada' }

test('input is parsed by the contract and undeclared fields of the answer stay inside', async () => {
  const { app, serve } = await open()
  serve(echo, async ({ params, query, body }) => {
    const answer = { said: params.word.repeat(query.times) + (body.loud ? '!' : ''), password_hash: 'secret' }
    return answer
  })
  const reply = await app.inject({
    method: 'POST',
    url: '/api/echo/hey?times=2',
    headers: asAda,
    payload: { loud: true },
  })
  expect([reply.statusCode, reply.json()]).toEqual([200, { said: 'heyhey!' }])
})

test('input of another form is told apart by field', async () => {
  const { app, serve } = await open()
  serve(echo, async () => ({ said: '' }))
  const reply = await app.inject({ method: 'POST', url: '/api/echo/hey', headers: asAda, payload: { loud: 'yes' } })
  expect(reply.statusCode).toBe(400)
  expect(reply.headers['content-type']).toContain('application/problem+json')
  expect(reply.json()).toMatchObject({ type: '/problems/invalid-request', issues: [{ path: '/loud' }] })
})

test.each([
  [{}, 'missing'],
  [{ authorization: 'Bearer old' }, 'expired'],
  [{ authorization: 'Bearer x' }, 'invalid'],
  [{ authorization: 'Basic eDp5' }, 'invalid'],
])('a person’s route asks for a sign-in with %o', async (headers, reason) => {
  const { app, serve } = await open()
  serve(mine, async ({ person }) => ({ id: person.userId }))
  const reply = await app.inject({ url: '/api/mine', headers })
  expect([reply.statusCode, reply.json().reason]).toEqual([401, reason])
})

test('a session that ended lets nobody in, even with a token that is still good', async () => {
  const { app, serve } = await open({ isOpen: false })
  serve(mine, async ({ person }) => ({ id: person.userId }))
  serve(echo, async () => ({ said: '' }))
  expect((await app.inject({ url: '/api/mine', headers: asAda })).statusCode).toBe(401)
  const inSpace = await app.inject({ method: 'POST', url: '/api/echo/a', headers: asAda, payload: { loud: true } })
  expect(inSpace.statusCode).toBe(401)
})

test.each([foreign, 'not-an-id'])('a space one is no member of does not exist (%s)', async (wanted) => {
  const { app, serve } = await open()
  serve(echo, async () => ({ said: '' }))
  const headers = { ...asAda, 'x-kinfolio-space': wanted }
  const reply = await app.inject({ method: 'POST', url: '/api/echo/a', headers, payload: { loud: true } })
  expect([reply.statusCode, reply.json().what]).toEqual([404, 'space'])
})

test('a problem, an outage and a defect have their own answers', async () => {
  const { app, serve } = await open()
  const failures: Record<string, Error> = {
    problem: notFound({ what: 'cat' }),
    outage: new Outage('The key was refused', {
      who: 'Claude',
      reason: 'key-refused',
      isRetryable: false,
      retryAfterMs: 1_500,
    }),
    defect: new Error('the secret is open sesame'),
  }
  const failing = route({
    ...base,
    method: 'GET',
    path: '/api/fail/:how',
    access: 'public',
    params: z.object({ how: z.string() }),
  })
  serve(failing, async ({ params }) => {
    throw failures[params.how] ?? new Problem({ type: 'x', status: 418, title: 'x' })
  })
  const [problem, outage, defect] = await Promise.all(
    ['problem', 'outage', 'defect'].map((how) => app.inject(`/api/fail/${how}`)),
  )
  expect(problem?.json()).toMatchObject({ type: '/problems/not-found', status: 404, what: 'cat' })
  expect(outage?.json()).toMatchObject({ status: 502, who: 'Claude', detail: 'The key was refused' })
  expect(outage?.headers['retry-after']).toBe('2')
  expect(defect?.statusCode).toBe(500)
  expect(defect?.body).not.toContain('sesame')
  expect(defect?.json().instance).toBe(defect?.headers['x-request-id'])
})

test('a body over the limit is refused before it is read', async () => {
  const { app, serve } = await open()
  serve(echo, async () => ({ said: '' }))
  const payload = { loud: true, filler: 'x'.repeat(2_000) }
  const reply = await app.inject({ method: 'POST', url: '/api/echo/a', headers: asAda, payload })
  expect(reply.json()).toMatchObject({ status: 413, type: '/problems/body-too-large', limit_bytes: 1_000 })
})

test('files carry a name that is safe in a header, or the news that nothing changed', async () => {
  const { app, serve } = await open()
  const names = ['a"b\r\nc\u0000ü.png', '']
  serve.file(picture, async () => {
    const fileName = names.shift() ?? ''
    if (fileName === '') return NOT_MODIFIED
    return { body: new Uint8Array([1, 2]), mediaType: 'image/png', fileName }
  })
  const sent = await app.inject('/api/picture')
  expect(sent.headers['content-disposition']).toBe(
    `attachment; filename="a_b__c__.png"; filename*=UTF-8''a%22b%0D%0Ac%00%C3%BC.png`,
  )
  expect([...sent.rawPayload]).toEqual([1, 2])
  expect((await app.inject('/api/picture')).statusCode).toBe(304)
})

test('requests beyond the limit wait, and are told how long', async () => {
  const { app, serve } = await open({ limits: { personReads: 2, personWrites: 1, address: 1 } })
  serve(mine, async ({ person }) => ({ id: person.userId }))
  serve(open_, async () => ({ ok: true }))
  const codes = []
  for (let n = 0; n < 3; n++) codes.push((await app.inject({ url: '/api/mine', headers: asAda })).statusCode)
  expect(codes).toEqual([200, 200, 429])
  expect((await app.inject('/api/open')).headers['x-ratelimit-limit']).toBe('1')
  const refused = await app.inject('/api/open')
  expect(refused.json()).toMatchObject({ type: '/problems/too-many-requests' })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
})

test('a limit of a route’s own is counted apart', async () => {
  const { app, serve } = await open()
  serve({ ...open_, perMinute: 1 }, async () => ({ ok: true }))
  expect([(await app.inject('/api/open')).statusCode, (await app.inject('/api/open')).statusCode]).toEqual([200, 429])
})

test('every answer has a request id and the security headers', async () => {
  const { app, serve } = await open()
  serve(open_, async () => ({ ok: true }))
  const { headers } = await app.inject('/api/open')
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers['content-security-policy']).toContain("default-src 'self'")
  expect(headers['strict-transport-security']).toContain('max-age=31536000')
  expect(headers['x-content-type-options']).toBe('nosniff')
})

const change = { method: 'POST', url: '/api/echo/a', payload: { loud: true } } as const
test.each([
  ['without the header of our own pages', { cookie: 'kinfolio_refresh=x' }, 403],
  [
    'from another origin',
    { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1', origin: 'https://evil.example' },
    403,
  ],
  [
    'of another site by the browser’s own word',
    { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1', 'sec-fetch-site': 'cross-site' },
    403,
  ],
  [
    'from the public address',
    { cookie: 'kinfolio_refresh=x', 'x-kinfolio-csrf': '1', origin: 'https://kin.example.org' },
    200,
  ],
  [
    'from where it listens',
    { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1', origin: 'http://localhost:80', host: 'localhost' },
    200,
  ],
  ['with a token alone', {}, 200],
])('a change that a browser sends %s', async (_, headers, status) => {
  const { app, serve } = await open()
  serve(echo, async () => ({ said: '' }))
  expect((await app.inject({ ...change, headers: { ...asAda, ...headers } })).statusCode).toBe(status)
})

const brew = route({
  ...base,
  method: 'POST',
  path: '/api/brew',
  access: 'public',
  body: z.object({ later: z.boolean() }),
  answer: z.object({ tea: z.string() }),
  otherwise: { status: 202, answer: z.object({ ready_in: z.int() }) },
})

test('a second answer has its own status, and its own fields alone leave the server', async () => {
  const { app, serve } = await open()
  const both = { tea: 'green', ready_in: 180, cups: 2 }
  serve(brew, async ({ body }) => (body.later ? otherwise(both) : both))
  const ask = async (later: boolean) => app.inject({ method: 'POST', url: '/api/brew', payload: { later } })
  const [now, later] = [await ask(false), await ask(true)]
  expect([now.statusCode, now.json()]).toEqual([200, { tea: 'green' }])
  expect([later.statusCode, later.json()]).toEqual([202, { ready_in: 180 }])
})

test('a second answer is printed beside the first', async () => {
  const { app, serve } = await open()
  serve(brew, async () => ({ tea: '' }))
  await app.ready()
  const { responses } = (await app.inject('/docs/json')).json().paths['/api/brew'].post
  const fieldsOf = (status: string) =>
    Object.keys(responses[status].content['application/json'].schema.properties as object)
  expect([fieldsOf('200'), fieldsOf('202')]).toEqual([['tea'], ['ready_in']])
})

test('the contracts are printed as OpenAPI 3.1', async () => {
  const { app, serve } = await open()
  serve(echo, async () => ({ said: '' }))
  await app.ready()
  const printed = (await app.inject('/docs/json')).json()
  expect(printed.openapi).toBe('3.1.0')
  const operation = printed.paths['/api/echo/{word}'].post
  expect(operation.summary).toBe('a test')
  expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '400', '401', '404', '429']))
})
