import {
  login,
  loginWithTotp,
  refreshTokens,
  sessionId,
  type SessionId,
  type Tokens,
  type User,
} from '@kinfolio/contracts'
import type { FastifyInstance } from 'fastify'
import { decodeJwt } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openHttp, type OpenHttp } from '../../kernel/http/open-http.fixture.ts'
import { openTestAccounts, PASSWORD, type TestAccounts } from './accounts.testing.ts'
import { serveAccounts } from './accounts.routes.ts'
import { type Accounts, createAccounts } from './create-accounts.ts'
import { openSession } from './open-session.ts'

const asBrowser = { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1' }
const thief = { address: '203.0.113.66', userAgent: 'thief' }

let house: TestAccounts
let http: OpenHttp
let accounts: Accounts
let app: FastifyInstance
let ada: User
let mallory: User
let planted: Tokens
beforeAll(async () => {
  house = await openTestAccounts()
  accounts = createAccounts(house.deps)
  http = await openHttp()
  serveAccounts(http.serve, accounts)
  app = http.app
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await house[Symbol.asyncDispose]()
})
beforeEach(async () => {
  house.later(3_600)
  ada = await house.newcomer()
  mallory = await house.newcomer({ name: 'Mallory' })
  planted = await openSession(house.deps, { user: mallory, visitor: thief })
})

const sidOf = ({ access_token }: Pick<Tokens, 'access_token'>): SessionId =>
  z.object({ sid: sessionId }).parse(decodeJwt(access_token)).sid
/** Each request comes from elsewhere: what is limited for each address is not what is looked at. */
let asked = 0
type Sent = { headers?: Record<string, string>; cookie?: string | null; more?: object }
async function post(path: string, payload: object, { headers = {}, cookie }: Sent = {}) {
  const cookies = typeof cookie === 'string' ? { kinfolio_refresh: cookie } : {}
  const remoteAddress = `198.51.100.${++asked % 250}`
  return app.inject({
    remoteAddress,
    method: 'POST',
    url: path,
    payload,
    headers: { ...asBrowser, ...headers },
    cookies,
  })
}
const enter = async (sent: Sent = {}) => post(login.path, { email: ada.email, password: PASSWORD, ...sent.more }, sent)
async function sessionsOf(user: User) {
  return house.test.database.read({ kind: 'person', userId: user.id }, async (db) =>
    db.selectFrom('sessions').select(['id', 'ended_at']).execute(),
  )
}
async function turnOnTotp(): Promise<() => string> {
  const person = await house.signIn(ada)
  const { secret } = await accounts.doors.beginTotp({ person })
  const codeNow = (): string =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: house.deps.clock.now().getTime() })
  await accounts.doors.confirmTotp({ person, code: codeNow(), visitor: thief })
  house.later(60)
  return codeNow
}

describe('who signs in with what somebody else planted in their browser', () => {
  test('gets a session and a cookie of their own, whatever cookie came', async () => {
    const secret = planted.refresh_token ?? ''
    const answer = await enter({ cookie: secret })
    expect(answer.json()).toMatchObject({ user: ada, refresh_token: null })
    const [cookie] = answer.cookies
    expect(cookie?.value).not.toBe(secret)
    const mine = sidOf(answer.json())
    expect(mine).not.toBe(sidOf(planted))
    expect((await sessionsOf(ada)).map(({ id }) => id)).toEqual([mine])
    // The planted one stays Mallory's, and leads to nothing of Ada's.
    const theirs = (await post(refreshTokens.path, { refresh_token: secret })).json()
    expect(theirs.user).toEqual(mallory)
    expect(sidOf(theirs)).toBe(sidOf(planted))
  })

  test('is not the holder of a token that came along, nor does that one become theirs', async () => {
    const answer = await enter({ headers: { authorization: `Bearer ${planted.access_token}` } })
    expect(answer.json()).toMatchObject({ user: ada })
    expect(sidOf(answer.json())).not.toBe(sidOf(planted))
    expect(await sessionsOf(mallory)).toHaveLength(1)
  })

  test('cannot be told which session, token or sign-in to become', async () => {
    const more = {
      session_id: sidOf(planted),
      refresh_token: planted.refresh_token,
      pending_id: 'planted',
      user_id: mallory.id,
    }
    const answer = await enter({ more })
    expect(sidOf(answer.json())).not.toBe(sidOf(planted))
    expect(answer.cookies[0]?.value).not.toBe(planted.refresh_token)
  })

  test('gets another session each time, and the one before stays what it was', async () => {
    const first = await enter()
    const second = await enter({ cookie: first.cookies[0]?.value ?? null })
    expect(sidOf(second.json())).not.toBe(sidOf(first.json()))
    expect(second.cookies[0]?.value).not.toBe(first.cookies[0]?.value)
    expect((await sessionsOf(ada)).map(({ ended_at }) => ended_at)).toEqual([null, null])
  })
})

describe('a sign-in that waits', () => {
  test('is a new one each time, whatever pending id came along', async () => {
    await turnOnTotp()
    const first = (await enter()).json()
    const second = await enter({ more: { pending_id: first.pending_id } })
    expect(second.statusCode).toBe(202)
    expect(second.json().pending_id).not.toBe(first.pending_id)
    expect(second.cookies).toEqual([])
  })

  test('ends for the person who began it, and not for the holder of a cookie or token that comes along', async () => {
    const code = await turnOnTotp()
    const before = (await sessionsOf(ada)).length
    const { pending_id } = (await enter()).json()
    const headers = { authorization: `Bearer ${planted.access_token}` }
    const ended = { pending_id, code: code() }
    const answer = await post(loginWithTotp.path, ended, { headers, cookie: planted.refresh_token })
    expect(answer.json()).toMatchObject({ user: ada })
    expect(sidOf(answer.json())).not.toBe(sidOf(planted))
    expect(answer.cookies[0]?.value).not.toBe(planted.refresh_token)
    expect(await sessionsOf(ada)).toHaveLength(before + 1)
    expect(await sessionsOf(mallory)).toHaveLength(1)
  })

  test('is not ended by the code of another person: what was planted takes its own person’s alone', async () => {
    const code = await turnOnTotp()
    const adas = (await enter()).json()
    const row = { pending_id: 'guessed', code: code() }
    expect((await post(loginWithTotp.path, row)).statusCode).toBe(410)
    expect((await post(loginWithTotp.path, { ...row, pending_id: adas.pending_id })).json()).toMatchObject({
      user: ada,
    })
  })
})
