import {
  getJob,
  getSetup,
  jobNotFound,
  listJobs,
  login,
  logout,
  notAllowed,
  spaceId as spaceIdSchema,
  stepUpRequired,
  turnOffTotp,
} from '@kinfolio/contracts'
import { beforeEach, expect, test } from 'vitest'
import { aJobId, uuid } from '../made.testing.ts'
import { createCaller } from './call.ts'
import type { CallDeps } from './call.ts'
import { CallFailed } from './call-failed.ts'

const jobId = aJobId(1)
const spaceId = spaceIdSchema.parse(uuid(2))
type Sent = { url: string; method: string; headers: Record<string, string>; body: unknown }

let sent: Sent[]
let answers: (() => Response)[]
let token: string | null
let refused: string[]

beforeEach(() => {
  sent = []
  answers = []
  token = 'first'
  refused = []
})

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })
const deps: CallDeps = {
  async fetch(input, init) {
    const headers = Object.fromEntries(new Headers(init?.headers))
    sent.push({ url: typeof input === 'string' ? input : '', method: init?.method ?? '', headers, body: init?.body })
    const answer = answers.shift()
    if (answer === undefined) throw new TypeError('nothing listens here')
    return answer()
  },
  accessToken: async () => token,
  tokenRefused(old) {
    refused.push(old)
    token = 'second'
  },
  space: () => spaceId,
}
const caller = createCaller(deps)

test('a call says that a browser asks, by whom, in which space, and that it comes from our own page', async () => {
  answers.push(json({ jobs: [], next_cursor: null }), () => new Response(null, { status: 204 }))
  await caller.call(listJobs, { query: { state: 'failed' } })
  await caller.call(logout)
  expect(sent[0]).toMatchObject({ url: '/api/jobs?state=failed', method: 'GET', body: undefined })
  expect(sent[0]?.headers).toEqual({
    'x-kinfolio-client': 'browser',
    authorization: 'Bearer first',
    'x-kinfolio-space': spaceId,
  })
  expect(sent[1]?.headers).toEqual({
    'x-kinfolio-client': 'browser',
    authorization: 'Bearer first',
    'x-kinfolio-csrf': '1',
  })
})

test('a public route is asked without a token', async () => {
  answers.push(json({ is_needed: true }))
  expect(await caller.call(getSetup)).toEqual({ ok: true, answer: { is_needed: true } })
  expect(sent[0]?.headers).toEqual({ 'x-kinfolio-client': 'browser' })
})

test('a body travels as JSON', async () => {
  answers.push(json({}, 500))
  const body = { email: 'a@b.example', password: 'x' }
  await expect(caller.call(login, { body })).rejects.toThrow(CallFailed)
  expect(sent[0]).toMatchObject({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
})

test('a declared problem is a value', async () => {
  answers.push(json(jobNotFound({ job_id: jobId }).body, 404))
  const outcome = await caller.call(getJob, { params: { job_id: jobId } })
  expect(outcome).toMatchObject({ ok: false, problem: { type: '/problems/job-not-found', job_id: jobId } })
})

test('a problem the route does not declare is thrown with its words', async () => {
  answers.push(json({ ...notAllowed({ action: 'read jobs' }).body, instance: 'req-7' }, 403))
  await expect(caller.call(getJob, { params: { job_id: jobId } })).rejects.toMatchObject({
    failure: { kind: 'refused', status: 403, title: 'You may not do this here', instance: 'req-7' },
  })
})

test('an answer that is no JSON is thrown with its status', async () => {
  answers.push(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  await expect(caller.call(listJobs)).rejects.toMatchObject({ failure: { kind: 'refused', status: 502 } })
})

test('an answer of another form than the contract is not passed on', async () => {
  answers.push(json({ jobs: 'none' }))
  await expect(caller.call(listJobs)).rejects.toMatchObject({ failure: { kind: 'misunderstood' } })
})

test('no answer at all is told apart from a refusal', async () => {
  await expect(caller.call(listJobs)).rejects.toMatchObject({ failure: { kind: 'offline', status: 0 } })
})

test('a token that just ended is exchanged, and the call sent once more', async () => {
  answers.push(json({}, 401), json({ jobs: [], next_cursor: null }))
  expect(await caller.call(listJobs)).toMatchObject({ ok: true })
  expect(refused).toEqual(['first'])
  expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer first', 'Bearer second'])
})

test('a token refused twice is not tried a third time', async () => {
  answers.push(json({}, 401), json({}, 401))
  await expect(caller.call(listJobs)).rejects.toMatchObject({ failure: { status: 401 } })
  expect(sent).toHaveLength(2)
})

test('a second answer is understood by its status, and not mistaken for the first', async () => {
  const pending = { pending_id: 'secret', methods: ['totp'], expires_in: 120 }
  const body = { email: 'ada@example.org', password: 'correct horse' }
  answers.push(json(pending, 202), json(pending, 200))
  expect(await caller.call(login, { body })).toEqual({ ok: true, answer: pending })
  await expect(caller.call(login, { body })).rejects.toMatchObject({ failure: { kind: 'misunderstood', status: 200 } })
})

test('where a fresh proof is wanted, the person gives one and the request goes out again', async () => {
  let asked = 0
  const proving = createCaller({
    ...deps,
    proveAgain: async () => {
      asked += 1
      return asked === 1
    },
  })
  const refusal = json(stepUpRequired({}).body, 403)
  answers.push(refusal, () => new Response(null, { status: 204 }))
  expect(await proving.call(turnOffTotp)).toEqual({ ok: true, answer: {} })
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(['DELETE /api/auth/totp', 'DELETE /api/auth/totp'])

  answers.push(refusal)
  await expect(proving.call(turnOffTotp)).rejects.toMatchObject({ failure: { type: stepUpRequired.type, status: 403 } })
  expect([asked, sent.length]).toEqual([2, 3])
})

test('any other refusal asks for no proof', async () => {
  const proving = createCaller({ ...deps, proveAgain: async () => Promise.reject(new Error('nobody was to be asked')) })
  answers.push(json(notAllowed({ action: 'x' }).body, 403))
  await expect(proving.call(turnOffTotp)).rejects.toMatchObject({ failure: { type: notAllowed.type } })
})
