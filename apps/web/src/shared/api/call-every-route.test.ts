import * as contracts from '@kinfolio/contracts'
import type { AnyRoute } from '@kinfolio/contracts'
import { beforeEach, expect, test } from 'vitest'
import { aDocumentId, aJobId, aPageId, aQuota, uuid } from '../made.testing.ts'
import { clientHeaders, createCaller } from './call.ts'
import type { CallDeps } from './call.ts'
import { buildUrl } from './url.ts'

const space = contracts.spaceId.parse(uuid(3))
type Sent = { url: string; init: RequestInit }
let sent: Sent[]
let answer: () => Promise<Response>
let tokens: (string | null)[]
let refused: string[]

beforeEach(() => {
  sent = []
  tokens = ['token']
  refused = []
  answer = async () => Response.json({ jobs: [], next_cursor: null })
})

const deps: CallDeps = {
  fetch(input, init) {
    sent.push({ url: typeof input === 'string' ? input : '', init: init ?? {} })
    return answer()
  },
  accessToken: async () => (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? null,
  tokenRefused: (token) => refused.push(token),
  space: () => space,
}
const { call, fetchFile } = createCaller(deps)
const headersOf = (at = 0) => new Headers(sent[at]?.init.headers)

const routes = Object.entries(contracts).flatMap(([name, value]): [string, AnyRoute][] => {
  const isRoute = typeof value === 'object' && 'path' in value && 'access' in value && 'answer' in value
  return isRoute ? [[name, value]] : []
})
const params = {
  job_id: aJobId(1),
  session_id: uuid(15),
  document_id: aDocumentId(2),
  page_id: aPageId(4),
  collection_id: uuid(5),
  reading_id: uuid(6),
  space_id: uuid(7),
  member_id: uuid(8),
  invitation_id: uuid(9),
  device_key_id: uuid(10),
  passkey_id: uuid(11),
  identity_id: uuid(14),
  api_key_id: uuid(16),
  webhook_id: uuid(12),
  delivery_id: uuid(13),
}

test('the contracts were found', () => {
  expect(routes.length).toBeGreaterThan(20)
})

test.each(routes)('%s goes to its own address, as its own method, with what its access needs', async (_, route) => {
  answer = async () => Response.json({ title: 'No' }, { status: 400 })
  await call(route, { params }).catch(() => undefined)
  expect(sent[0]?.init.method).toBe(route.method)
  expect(sent[0]?.url).toMatch(/^\/api\/[\w/-]+$/)
  expect(sent[0]?.url).not.toContain(':')
  expect(headersOf().get('X-Kinfolio-Client')).toBe('browser')
  expect(headersOf().has('Authorization')).toBe(route.access !== 'public')
  expect(headersOf().has('X-Kinfolio-Space')).toBe(route.access === 'space')
  expect(headersOf().get('X-Kinfolio-Csrf')).toBe(route.method === 'GET' ? null : '1')
})

test.each(routes.filter(([, { problems }]) => problems.length > 0))(
  'each problem %s declares comes back as a value with its extras',
  async (_, route) => {
    for (const problem of route.problems) {
      const base = { ...someExtras, type: problem.type, status: problem.status, title: problem.title }
      const reason = REASONS.find((word) =>
        WHYS.some((why) => problem.schema.safeParse({ ...base, reason: word, why }).success),
      )
      const why = WHYS.find((word) => problem.schema.safeParse({ ...base, reason, why: word }).success)
      const body = { ...base, reason, why }
      answer = async () => Response.json(body, { status: problem.status })
      const outcome = await call(route, { params })
      expect(outcome).toMatchObject({ ok: false, problem: { type: problem.type } })
    }
  },
)

/** Each problem that has reasons knows one of these. */
const REASONS = ['expired', 'over'] as const
const WHYS = ['short', 'key-in-use'] as const

/** Enough for every declared problem: each takes what it knows of. */
const someExtras = {
  ...params,
  user_id: uuid(8),
  mail_id: uuid(14),
  limit: 20,
  spaces: [{ id: uuid(7), name: 'The Mays' }],
  limit_spaces: 50,
  limit_invitations: 5,
  retry_after_s: 30,
  min_length: 12,
  provider: 'google',
  method: 'password',
  state: 'done',
  path: 'film.mov',
  limit_bytes: 5,
  limit_files: 6,
  format: 'pdf',
  engine: 'claude',
  missing: ['key'],
  version: 'a'.repeat(64),
  now: 1,
  outcome: 'denied',
  tries_left: 1,
  interval: 5,
  quota: aQuota(),
  wanted: 1,
  plan: 'free',
}

test('a problem that lacks what its route promises is not taken for it', async () => {
  const body = { type: '/problems/too-many-attempts', status: 429, title: 'Too many sign-in attempts' }
  answer = async () => Response.json(body, { status: 429 })
  await expect(call(contracts.login, { body: { email: 'a@b.example', password: 'x' } })).rejects.toMatchObject({
    failure: { kind: 'refused', status: 429, title: 'Too many sign-in attempts' },
  })
})

test('fields the contract does not know are not passed on', async () => {
  answer = async () => Response.json({ jobs: [], next_cursor: null, secret: 1 })
  expect(await call(contracts.listJobs)).toEqual({ ok: true, answer: { jobs: [], next_cursor: null } })
})

test('a call that is given up is not said to be offline', async () => {
  answer = () => Promise.reject(new DOMException('given up', 'AbortError'))
  await expect(call(contracts.listJobs)).rejects.toMatchObject({ name: 'AbortError' })
})

test('a signal reaches the request, so that leaving a screen ends it', async () => {
  const { signal } = new AbortController()
  await call(contracts.listJobs, { signal })
  await fetchFile(contracts.getDrawing, { params: { page_id: aPageId(1) }, signal })
  expect(sent.map(({ init }) => init.signal)).toEqual([signal, signal])
})

test('nobody signed in is nobody said', async () => {
  tokens = [null]
  await call(contracts.listJobs)
  expect(headersOf().has('Authorization')).toBe(false)
})

test('after a refused token and no fresh one the first answer stands', async () => {
  tokens = ['old', null]
  answer = async () => Response.json({ type: '/problems/sign-in-required', title: 'Sign in first' }, { status: 401 })
  await expect(call(contracts.listJobs)).rejects.toMatchObject({ failure: { status: 401, title: 'Sign in first' } })
  expect(refused).toEqual(['old'])
  expect(sent).toHaveLength(1)
})

test('the same token again is not sent again', async () => {
  tokens = ['same', 'same']
  answer = async () => Response.json({}, { status: 401 })
  await expect(call(contracts.listJobs)).rejects.toMatchObject({ failure: { status: 401 } })
  expect(sent).toHaveLength(1)
})

test('a wrong password is not a token to be exchanged', async () => {
  answer = async () => Response.json(contracts.wrongCredentials({}).body, { status: 401 })
  const outcome = await call(contracts.login, { body: { email: 'a@b.example', password: 'x' } })
  expect(outcome).toMatchObject({ ok: false, problem: { type: '/problems/wrong-credentials' } })
  expect([refused, sent.length]).toEqual([[], 1])
})

test('the second try after a refused token carries the same body', async () => {
  tokens = ['old', 'fresh']
  const statuses = [401, 201]
  const made = { id: uuid(5), parent_id: null, kind: 'folder', title: 'Trips', is_trashed: false, trashed_at: null }
  answer = async () => Response.json(made, { status: statuses.shift() ?? 500 })
  await call(contracts.createCollection, { body: { title: 'Trips', parent_id: null } })
  expect(sent.map(({ init }) => init.body)).toEqual([sent[0]?.init.body, sent[0]?.init.body])
  expect(sent.map((_, at) => headersOf(at).get('Authorization'))).toEqual(['Bearer old', 'Bearer fresh'])
})

test('a route without a body sends none, and says no type of it', async () => {
  await call(contracts.listJobs).catch(() => undefined)
  expect(sent[0]?.init).not.toHaveProperty('body')
  expect(headersOf().has('Content-Type')).toBe(false)
})

test('a file is answered as it came', async () => {
  answer = async () => new Response('<svg/>', { headers: { 'content-type': 'image/svg+xml' } })
  const response = await fetchFile(contracts.getDrawing, { params: { page_id: aPageId(1) }, query: { as: 'svg' } })
  expect(await response.text()).toBe('<svg/>')
  expect(sent[0]?.url).toBe(`/api/pages/${aPageId(1)}/drawing?as=svg`)
})

test('a file that is refused is thrown with the words of its problem', async () => {
  const { body } = contracts.nothingToExport({ format: 'pdf' })
  answer = async () => Response.json(body, { status: 409 })
  await expect(
    fetchFile(contracts.exportDocument, { params: { document_id: aDocumentId(1) }, query: { format: 'pdf' } }),
  ).rejects.toMatchObject({ failure: { status: 409, type: '/problems/nothing-to-export', title: body.title } })
})

test('an error that is no object, or names no words, still has its status', async () => {
  for (const body of [null, 'no', 7, [], { title: 7, detail: null }]) {
    answer = async () => Response.json(body, { status: 418 })
    await expect(call(contracts.listJobs)).rejects.toMatchObject({ failure: { kind: 'refused', status: 418 } })
  }
})

test('headers hold nothing they were not given', () => {
  expect(clientHeaders({ method: 'GET', token: null, space: null })).toEqual({ 'X-Kinfolio-Client': 'browser' })
  expect(clientHeaders({ method: 'DELETE', token: 't', space })).toEqual({
    'X-Kinfolio-Client': 'browser',
    'X-Kinfolio-Csrf': '1',
    Authorization: 'Bearer t',
    'X-Kinfolio-Space': space,
  })
})

test('an address holds what a person typed, whatever it is', () => {
  for (const q of ['50 % off', 'a&b=c', '#1', 'a/b?c', 'naïve 🍅', '\u0000', '+', 'a b']) {
    const url = new URL(buildUrl({ path: '/api/search', query: { q } }), 'http://kinfolio.test')
    expect(url.searchParams.get('q')).toBe(q)
    const path = buildUrl({ path: '/api/jobs/:job_id', params: { job_id: q } })
    expect(decodeURIComponent(path.slice('/api/jobs/'.length))).toBe(q)
  }
})
