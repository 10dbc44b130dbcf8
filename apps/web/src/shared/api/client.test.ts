// @vitest-environment happy-dom
import {
  getMe,
  getSetup,
  jobNotFound,
  getJob,
  listJobs,
  refreshTokens,
  sessionEnded,
  signInRequired,
  spaceId,
} from '@kinfolio/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aJobId, uuid } from '../made.testing.ts'
import { aPerson, aServer, someTokens } from '../server.testing.ts'
import type { FakeServer } from '../server.testing.ts'
import { CallFailed } from './call-failed.ts'
import { ask, call, chooseSpace, session, spaceInUse } from './client.ts'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  server.on(listJobs, () => ({ jobs: [], next_cursor: null }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  chooseSpace(null)
  session.signedOut()
})

test('a page that is opened anew finds its session by the cookie, with one question', async () => {
  expect(await Promise.all([ask(listJobs), ask(listJobs)])).toHaveLength(2)
  expect(server.askedOf(refreshTokens)).toHaveLength(1)
  expect(session.state()?.user).toEqual(aPerson)
  expect(server.askedOf(listJobs).map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer token 1',
    'Bearer token 1',
  ])
})

test('the refresh sends no token of its own: the cookie is what counts', async () => {
  await session.accessToken()
  expect(server.askedOf(refreshTokens)[0]).toMatchObject({ body: {}, headers: { 'x-kinfolio-csrf': '1' } })
  expect(server.askedOf(refreshTokens)[0]?.headers).not.toHaveProperty('authorization')
})

test('an ended session leaves nobody signed in', async () => {
  session.signedIn(someTokens())
  session.tokenRefused('token 1')
  server.on(refreshTokens, () => sessionEnded({ reason: 'revoked' }))
  expect(await session.accessToken()).toBeNull()
  expect([session.state(), session.wasSignedIn()]).toEqual([null, true])
})

test.each([400, 401, 403])('a refresh refused with %i ends the session', async (status) => {
  session.signedIn(someTokens())
  session.tokenRefused('token 1')
  server.on(refreshTokens, () => new Response('{}', { status }))
  expect(await session.accessToken()).toBeNull()
  expect(session.state()).toBeNull()
})

test.each([429, 500, 502, 503])('a refresh that failed with %i ends no session', async (status) => {
  session.signedIn(someTokens())
  session.tokenRefused('token 1')
  server.on(refreshTokens, () => new Response('{}', { status }))
  await expect(session.accessToken()).rejects.toMatchObject({ failure: { status } })
  expect(session.state()?.user).toEqual(aPerson)
})

test('being offline ends no session, and the next try may succeed', async () => {
  session.signedIn(someTokens())
  session.tokenRefused('token 1')
  server.isAway(refreshTokens)
  await expect(session.accessToken()).rejects.toMatchObject({ failure: { kind: 'offline' } })
  server.on(refreshTokens, () => someTokens('token 2'))
  expect(await session.accessToken()).toBe('token 2')
})

test('a call whose token the server no longer takes gets a fresh one by itself', async () => {
  session.signedIn(someTokens('stale'))
  server.on(refreshTokens, () => someTokens('fresh'))
  let isFirst = true
  server.on(listJobs, () => {
    const refuses = isFirst
    isFirst = false
    return refuses ? signInRequired({ reason: 'expired' }) : { jobs: [], next_cursor: null }
  })
  expect(await ask(listJobs)).toEqual({ jobs: [], next_cursor: null })
  expect(server.askedOf(listJobs).map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer stale',
    'Bearer fresh',
  ])
})

test('calls are about the chosen space, and about the personal one without a choice', async () => {
  session.signedIn(someTokens())
  const family = spaceId.parse(uuid(44))
  await ask(listJobs)
  chooseSpace(family)
  await ask(listJobs)
  expect(spaceInUse()).toBe(family)
  expect(server.askedOf(listJobs).map(({ headers }) => headers['x-kinfolio-space'])).toEqual([undefined, family])
})

test('a person is not asked about by space', async () => {
  session.signedIn(someTokens())
  chooseSpace(spaceId.parse(uuid(44)))
  await ask(getMe)
  expect(server.askedOf(getMe)[0]?.headers).not.toHaveProperty('x-kinfolio-space')
})

test('whoever only wants the answer gets a declared problem thrown, with its words', async () => {
  session.signedIn(someTokens())
  server.on(getJob, () => jobNotFound({ job_id: aJobId(1) }))
  const asked = ask(getJob, { params: { job_id: aJobId(1) } })
  await expect(asked).rejects.toThrow(CallFailed)
  await expect(asked).rejects.toThrow('There is no such job')
  expect(await call(getJob, { params: { job_id: aJobId(1) } })).toMatchObject({ ok: false })
})

test('what a thrown problem was can still be told by its status', async () => {
  session.signedIn(someTokens())
  server.on(getJob, () => jobNotFound({ job_id: aJobId(1) }))
  await expect(ask(getJob, { params: { job_id: aJobId(1) } })).rejects.toMatchObject({
    failure: { status: 404, type: '/problems/job-not-found' },
  })
})

test('a public question is asked without waiting for a session', async () => {
  server.isAway(refreshTokens)
  expect(await ask(getSetup)).toEqual({ is_needed: false })
  expect(server.askedOf(refreshTokens)).toEqual([])
})
