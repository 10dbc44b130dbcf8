import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHttp, type OpenHttp } from '../../../kernel/http/open-http.fixture.ts'
import { serveCallback } from './callback.routes.ts'
import type { Return } from './finish-journey.ts'

const byState: string[] = []
let came: Return[]
let http: OpenHttp
beforeEach(async () => {
  ;[came, byState.length] = [[], 0]
  http = await openHttp()
  http.app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.isByState === true) byState.push(`${String(method)} ${url}`)
  })
  http.app.post('/api/other', async () => ({}))
  const finishJourney = async (back: Return) => {
    came.push(back)
    return { outcome: 'refused', why: 'over', isLinking: false, next: null } as const
  }
  const none = async (): Promise<never> => Promise.reject(new Error('not asked for here'))
  const oidc = {
    finishJourney,
    listProviders: () => [],
    startJourney: none,
    listIdentities: none,
    unlinkIdentity: none,
  }
  serveCallback(http.app, { oidc, publicUrl: new URL('https://home.example.org') })
  await http.app.ready()
})
afterEach(async () => http[Symbol.asyncDispose]())

const fromElsewhere = { origin: 'https://appleid.apple.com', 'sec-fetch-site': 'cross-site' }
const post = async (url: string, type = 'application/x-www-form-urlencoded') =>
  http.app.inject({
    method: 'POST',
    url,
    payload: 'state=s&code=c',
    // A service in the same domain makes the browser send this one too.
    cookies: { kinfolio_refresh: 'x', kinfolio_journey: 'secret' },
    headers: { ...fromElsewhere, 'content-type': type },
  })

test('a form of another site reaches the way back, with what only this browser has', async () => {
  const answer = await post('/api/auth/oauth/callback/apple')
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/dashboard/sign-in?back=over'])
  expect(came).toMatchObject([{ provider: 'apple', browser: 'secret', origin: 'https://home.example.org' }])
  expect(came[0]?.answer.get('code')).toBe('c')
  expect(answer.cookies).toMatchObject([{ name: 'kinfolio_journey', value: '', path: '/api/auth/oauth/callback' }])
})

test('it reaches nothing else', async () => {
  expect(byState.toSorted()).toEqual([
    'GET /api/auth/oauth/callback/:provider',
    'HEAD /api/auth/oauth/callback/:provider',
    'POST /api/auth/oauth/callback/:provider',
  ])
  expect((await post('/api/other')).json()).toMatchObject({ type: '/problems/cross-site-refused' })
})

test('forms are read nowhere else, and nothing else is read there', async () => {
  const mine = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const other = await http.app.inject({ method: 'POST', url: '/api/other', payload: 'a=b', ...mine })
  expect(other.statusCode).toBe(400)
  await post('/api/auth/oauth/callback/apple', 'application/json')
  expect(came).toEqual([])
})
