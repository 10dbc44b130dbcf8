import { login, logout, refreshTokens } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowOf, routes } from './access/attempt.ts'
import { type Answer, openWorld, type World } from './access-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())

/** What nobody has to be signed in for: another site's page could send it from anybody's browser. */
const open = routes.filter(({ route }) => route.access === 'public' && route.method !== 'GET')
const cookie = { cookie: 'kinfolio_refresh=of-somebody' }
const client = { 'x-kinfolio-client': 'browser' }
const HOST = 'home.test:8000'
const ours = { 'x-kinfolio-csrf': '1' }

const from: [string, Record<string, string>][] = [
  ['with the cookie and no header of ours', cookie],
  ['as a browser, with no header of ours', client],
  ['with a header that says something else', { ...client, 'x-kinfolio-csrf': '0' }],
  ['of another origin', { ...cookie, ...ours, origin: 'https://evil.example' }],
  ['of another origin that a browser does not name', { ...client, ...ours, origin: 'null' }],
  ['of a site beside ours', { ...client, ...ours, origin: 'http://home.test.evil.example' }],
  ['of ours under another port', { ...client, ...ours, origin: 'http://home.test:8001' }],
  ['of another site, as browsers say', { ...cookie, ...ours, 'sec-fetch-site': 'cross-site' }],
  ['of another name of the same site', { ...client, ...ours, 'sec-fetch-site': 'same-site' }],
]

async function send(name: string, headers: Record<string, string>): Promise<Answer> {
  const { route } = open.find((one) => one.name === name) ?? { route: login }
  const json = name === 'refreshTokens' ? {} : await rowOf(name).json?.(world)
  return world.ask({
    method: route.method,
    url: route.path,
    ...(json === undefined ? {} : { json }),
    headers: { host: HOST, ...headers },
  })
}
const refusal = '/problems/cross-site-refused'
const typeOf = ({ body }: Answer): unknown => (body === '' ? undefined : JSON.parse(body).type)

test('the routes that anybody may send are found, those that sign in among them', () => {
  const names = open.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['login', 'loginWithTotp', 'loginWithRecoveryCode', 'loginWithPasskey', 'signInByPasskey']),
  )
  expect(names).toEqual(expect.arrayContaining(['refreshTokens', 'awaitApproval', 'setUp', 'register']))
})

describe.each(open.map(({ name }) => name))('%s', (name) => {
  test.each(from)('%s is refused, and sets no cookie', async (_, headers) => {
    const answer = await send(name, headers)
    expect([answer.status, typeOf(answer)]).toEqual([403, refusal])
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('from our own pages is looked at', async () => {
    for (const headers of [
      { ...client, ...ours },
      { ...client, ...ours, origin: 'http://home.test:8000', 'sec-fetch-site': 'same-origin' },
    ]) {
      expect(typeOf(await send(name, headers))).not.toBe(refusal)
    }
  })
})

test('signing out by a cookie that another site sent is refused as well', async () => {
  const token = await world.signIn(world.people.member)
  for (const [, headers] of from) {
    const answer = await world.ask({ method: 'POST', url: logout.path, token, headers })
    expect([answer.status, typeOf(answer)]).toEqual([403, refusal])
  }
  expect((await world.ask({ method: 'GET', url: '/api/me', token })).status).toBe(200)
})

test('a cookie is none of the routes that do not refresh: it signs nobody in', async () => {
  const headers = { ...client, ...ours, ...cookie }
  const answer = await world.ask({ method: 'POST', url: refreshTokens.path, json: {}, headers })
  expect([answer.status, answer.json()['reason']]).toEqual([401, 'unknown'])
  const me = await world.ask({ method: 'GET', url: '/api/me', headers })
  expect(me.status).toBe(401)
})
