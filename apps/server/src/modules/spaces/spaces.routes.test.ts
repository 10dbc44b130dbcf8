import { alreadySetUp, setupCodeWrong, type Tokens } from '@kinfolio/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ada, openHttp, type OpenHttp } from '../../kernel/http/open-http.fixture.ts'
import type { Spaces } from './create-spaces.ts'
import { serveSetUp } from './spaces.routes.ts'

const user = { id: ada.userId, name: 'Ada', email: 'ada@example.org' }
const tokens: Tokens = { access_token: 'access', refresh_token: 'secret-refresh', expires_in: 900, user }
const owner = { name: ' Ada ', email: 'ada@example.org', password: 'correct horse battery', code: 'ABCD-EFGH-JKMN' }
const browser = { 'x-kinfolio-client': 'browser', 'x-kinfolio-csrf': '1' }

let http: OpenHttp
let asked: unknown[]
let failure: Error | undefined

beforeEach(async () => {
  ;[asked, failure] = [[], undefined]
  const spaces: Pick<Spaces, 'needsSetUp' | 'setUpOwner'> = {
    needsSetUp: async () => true,
    setUpOwner: async (input) => {
      asked.push(input)
      if (failure !== undefined) throw failure
      return tokens
    },
  }
  http = await openHttp()
  serveSetUp(http.serve, spaces)
})
afterEach(async () => http[Symbol.asyncDispose]())

const setUp = async (payload: object, headers = {}) =>
  http.app.inject({ method: 'POST', url: '/api/setup', payload, headers })

test('anybody may ask whether the server waits for its owner', async () => {
  expect((await http.app.inject('/api/setup')).json()).toEqual({ is_needed: true })
})

test('the new owner is signed in at once, a browser by its cookie', async () => {
  const plain = await setUp(owner)
  expect([plain.statusCode, plain.json()]).toEqual([201, tokens])
  const seen = await setUp(owner, browser)
  expect(seen.json()).toMatchObject({ refresh_token: null })
  expect(seen.cookies).toMatchObject([{ value: tokens.refresh_token, httpOnly: true, sameSite: 'Strict' }])
  expect(asked[0]).toMatchObject({ ...owner, name: 'Ada', visitor: { address: '127.0.0.1' } })
})

test.each([{ name: '  ' }, { email: 'ada' }, { code: '' }, { code: 'x'.repeat(65) }, { password: '' }])(
  'a first run with %o is refused before the code is looked at',
  async (part) => {
    expect((await setUp({ ...owner, ...part })).statusCode).toBe(400)
    expect(asked).toEqual([])
  },
)

test.each([setupCodeWrong({}), alreadySetUp({})])(
  '%s is said as a problem, and nobody is signed in',
  async (problem) => {
    failure = problem
    const answer = await setUp(owner, browser)
    expect(answer.json()).toMatchObject({ type: problem.body.type })
    expect(answer.cookies).toEqual([])
  },
)

test('codes are guessed no faster than ten in a minute', async () => {
  failure = setupCodeWrong({})
  const statuses: number[] = []
  for (let guess = 0; guess < 11; guess += 1) statuses.push((await setUp(owner)).statusCode)
  expect(new Set(statuses.slice(0, 10))).not.toContain(429)
  expect(statuses.at(-1)).toBe(429)
})
