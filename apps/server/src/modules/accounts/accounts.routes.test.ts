import { type PendingSignIn, sessionEnded, tooManyAttempts, wrongCredentials, type Tokens } from '@kinfolio/contracts'
import type { InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ada, asAda, openHttp, type OpenHttp } from '../../kernel/http/open-http.fixture.ts'
import { serveAccounts } from './accounts.routes.ts'
import type { Accounts } from './create-accounts.ts'

const COOKIE = 'kinfolio_refresh'
const tokens: Tokens = {
  access_token: 'access',
  refresh_token: 'secret-refresh',
  expires_in: 900,
  user: { id: ada.userId, name: 'Ada', email: 'ada@example.org' },
}
const asBrowser = { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1' }
/** As requests are injected here. */
const visitor = { address: '127.0.0.1', userAgent: 'lightMyRequest' }
const credentials = { email: 'ada@example.org', password: 'correct horse battery' }

type Calls = { signIn: unknown[]; refreshSession: unknown[]; signOut: unknown[] }
let http: OpenHttp
let calls: Calls
let failure: Error | undefined
let asksForMore: PendingSignIn | undefined

/** What no route of this file asks for. */
const ofOtherRoutes = {} as Omit<Accounts, keyof Calls>

/** Use cases that note what they are given; what they do is tested on their own. */
function accountsOf(): Accounts {
  const answer = (): Tokens => {
    if (failure !== undefined) throw failure
    return tokens
  }
  return {
    signIn: async (input) => (calls.signIn.push(input), asksForMore ?? answer()),
    refreshSession: async (input) => (calls.refreshSession.push(input), answer()),
    signOut: async (input) => void calls.signOut.push(input),
    ...ofOtherRoutes,
  }
}

async function open(options: Parameters<typeof openHttp>[0] = {}): Promise<void> {
  http = await openHttp(options)
  serveAccounts(http.serve, accountsOf())
}

beforeEach(async () => {
  calls = { signIn: [], refreshSession: [], signOut: [] }
  failure = undefined
  asksForMore = undefined
  await open()
})
afterEach(async () => http[Symbol.asyncDispose]())

const post = async (path: string, options: InjectOptions = {}) =>
  http.app.inject({ method: 'POST', url: `/api/auth/${path}`, ...options })
const login = async (headers: Record<string, string> = {}) => post('login', { headers, payload: credentials })
const refresh = async (options: InjectOptions = {}) => post('token/refresh', { payload: {}, ...options })

describe('signing in outside a browser', () => {
  test('answers all tokens in the body and sets no cookie', async () => {
    const answer = await login()
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(tokens)
    expect(answer.cookies).toEqual([])
  })

  test('passes on who asks and from where', async () => {
    await login({ 'user-agent': 'kinfolio-cli' })
    expect(calls.signIn).toEqual([{ ...credentials, visitor: { address: '127.0.0.1', userAgent: 'kinfolio-cli' } }])
  })

  test('believes a proxy about the visitor’s address only when it is trusted', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9' }
    await login(forwarded)
    await http[Symbol.asyncDispose]()
    await open({ trustedProxies: ['127.0.0.1'] })
    await login(forwarded)
    expect(calls.signIn).toMatchObject([{ visitor: { address: '127.0.0.1' } }, { visitor: { address: '203.0.113.9' } }])
  })

  test.each([
    ['nothing', {}],
    ['no password', { email: credentials.email }],
    ['an empty password', { ...credentials, password: '' }],
    ['a password longer than any', { ...credentials, password: 'x'.repeat(1_025) }],
    ['an e-mail longer than any', { ...credentials, email: 'x'.repeat(255) }],
    ['a list for an e-mail', { ...credentials, email: ['a', 'b'] }],
  ])('with %s is refused before anybody looks', async (_, payload) => {
    expect((await post('login', { payload })).statusCode).toBe(400)
    expect(calls.signIn).toEqual([])
  })

  test('with wrong credentials says no more than that', async () => {
    failure = wrongCredentials({})
    const answer = await login()
    expect([answer.statusCode, answer.json().type]).toEqual([401, '/problems/wrong-credentials'])
    expect(answer.body).not.toContain(credentials.password)
  })

  test('too often says when to come back, for people and for programs', async () => {
    failure = tooManyAttempts({ retry_after_s: 600 }, { retryAfterS: 600 })
    const answer = await login()
    expect(answer.statusCode).toBe(429)
    expect(answer.headers['retry-after']).toBe('600')
    expect(answer.json()).toMatchObject({ type: '/problems/too-many-attempts', retry_after_s: 600 })
  })
})

test.each([{}, asBrowser])('signing in halfway answers 202 and sets no cookie', async (headers) => {
  asksForMore = { pending_id: 'secret', methods: ['totp'], expires_in: 120 }
  const answer = await login(headers)
  expect([answer.statusCode, answer.json()]).toEqual([202, asksForMore])
  expect(answer.cookies).toEqual([])
})

describe('signing in with a browser', () => {
  test('puts the refresh token where no script and no other site can use it', async () => {
    const answer = await login(asBrowser)
    expect(answer.json()).toEqual({ ...tokens, refresh_token: null })
    expect(answer.body).not.toContain(tokens.refresh_token)
    expect(answer.cookies).toEqual([
      {
        name: COOKIE,
        value: tokens.refresh_token,
        path: '/api/auth',
        httpOnly: true,
        sameSite: 'Strict',
        maxAge: 30 * 24 * 60 * 60,
      },
    ])
  })

  test('over https, marks the cookie so that it never travels in the clear', async () => {
    await http[Symbol.asyncDispose]()
    await open({ trustedProxies: ['127.0.0.1'] })
    const [cookie] = (await login({ ...asBrowser, 'x-forwarded-proto': 'https' })).cookies
    expect(cookie).toMatchObject({ name: COOKIE, secure: true })
  })

  test('takes no untrusted word for it that the connection is https', async () => {
    const [cookie] = (await login({ ...asBrowser, 'x-forwarded-proto': 'https' })).cookies
    expect(cookie).not.toHaveProperty('secure')
  })

  test.each([
    ['without the header of our own pages', { 'x-kinfolio-client': 'browser' }],
    ['from another origin', { ...asBrowser, origin: 'https://evil.example' }],
    ['from another site', { ...asBrowser, 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused', async (_, headers) => {
    const answer = await login(headers)
    expect([answer.statusCode, answer.cookies]).toEqual([403, []])
    expect(calls.signIn).toEqual([])
  })
})

describe('refreshing', () => {
  test('by the body answers in the body', async () => {
    const answer = await refresh({ payload: { refresh_token: 'old' } })
    expect(answer.json()).toEqual(tokens)
    expect(answer.cookies).toEqual([])
    expect(calls.refreshSession).toEqual([{ refreshToken: 'old', visitor }])
  })

  test('by the cookie answers by the cookie', async () => {
    const answer = await refresh({ headers: asBrowser, cookies: { [COOKIE]: 'from-cookie' } })
    expect(calls.refreshSession).toEqual([{ refreshToken: 'from-cookie', visitor }])
    expect(answer.json()).toEqual({ ...tokens, refresh_token: null })
    expect(answer.cookies).toMatchObject([{ name: COOKIE, value: tokens.refresh_token, httpOnly: true }])
  })

  test('by the cookie never hands the token to the script that asks, whatever it says it is', async () => {
    const answer = await refresh({ headers: { 'x-kinfolio-csrf': '1' }, cookies: { [COOKIE]: 'from-cookie' } })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toContain(tokens.refresh_token)
    expect(answer.cookies).toMatchObject([{ name: COOKIE, value: tokens.refresh_token }])
  })

  test('takes the body’s token before the cookie’s', async () => {
    const wish = { headers: asBrowser, cookies: { [COOKIE]: 'from-cookie' }, payload: { refresh_token: 'from-body' } }
    await refresh(wish)
    expect(calls.refreshSession).toEqual([{ refreshToken: 'from-body', visitor }])
  })

  test('by a cookie that another site made the browser send is refused', async () => {
    const answer = await refresh({ cookies: { [COOKIE]: 'from-cookie' } })
    expect([answer.statusCode, answer.json().type]).toEqual([403, '/problems/cross-site-refused'])
    expect(calls.refreshSession).toEqual([])
  })

  test('without any token is a session that ended, and asks nobody', async () => {
    const answer = await refresh()
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { reason: 'unknown' }])
    expect(calls.refreshSession).toEqual([])
  })

  test.each(['expired', 'reused', 'revoked', 'unknown'] as const)('a session that is %s says so', async (reason) => {
    failure = sessionEnded({ reason })
    const answer = await refresh({ payload: { refresh_token: 'old' } })
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { type: '/problems/session-ended', reason }])
  })

  test('with a token longer than any of ours is refused unread', async () => {
    expect((await refresh({ payload: { refresh_token: 'x'.repeat(201) } })).statusCode).toBe(400)
    expect(calls.refreshSession).toEqual([])
  })
})

describe('signing out', () => {
  test('ends the session of the token and clears the cookie on its own path', async () => {
    const answer = await post('logout', { headers: { ...asBrowser, ...asAda }, cookies: { [COOKIE]: 'x' } })
    expect(answer.statusCode).toBe(204)
    expect(answer.body).toBe('')
    expect(calls.signOut).toEqual([{ person: ada }])
    const [cleared] = answer.cookies
    expect(cleared).toMatchObject({ name: COOKIE, value: '', path: '/api/auth' })
    expect(cleared?.expires?.getTime()).toBeLessThan(Date.now())
  })

  test.each([
    ['nobody', {}],
    ['a token that ended', { authorization: 'Bearer old' }],
    ['nonsense', { authorization: 'Basic YWRh' }],
  ])('as %s is refused, and ends nothing', async (_, headers) => {
    expect((await post('logout', { headers })).statusCode).toBe(401)
    expect(calls.signOut).toEqual([])
  })
})
