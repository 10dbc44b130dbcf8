import { expect, test } from 'vitest'
import { refusal, serve, tokensNumbered } from '../served.fixture.ts'

const LOGIN = 'POST /api/auth/login'
const env = { KINFOLIO_API_KEY: 'kfl_secret' }
const collections = { 'GET /api/collections': () => ({ json: { collections: [] } }) }
/** What a command of one request does: it asks for the spaces of whoever signed in. */
const me = { 'GET /api/me': () => ({ json: { user: tokensNumbered(1).user, spaces: [] } }) }
const byKey = (expires_in = 900) => ({
  ...collections,
  ...me,
  [LOGIN]: (_: unknown, times: number) => ({ json: { ...tokensNumbered(times, expires_in), refresh_token: null } }),
})

test('an API key is exchanged for a token, and neither is kept', async () => {
  await using at = await serve(byKey())
  await at.run(['export', '--space'], { env })
  expect(at.heard[0]).toMatchObject({ path: '/api/auth/login', token: 'kfl_secret', json: undefined })
  expect(at.heard[1]?.token).toMatch(/^access-/)
  expect(await at.file.read()).toBeUndefined()
})

test('a key goes before a session that is kept, and leaves it alone', async () => {
  await using at = await serve(byKey())
  await at.signIn({ number: 7 })
  await at.run(['export', '--space'], { env })
  expect(at.heard.map(({ token }) => token)).not.toContain('access-7')
  expect(await at.file.read()).toMatchObject({ access_token: 'access-7' })
})

test('a key that is refused says so in the words of the server', async () => {
  await using at = await serve({ [LOGIN]: () => refusal(401, 'This API key is unknown, has run out or was revoked') })
  const { status, err } = await at.run(['export', '--space'], { env })
  expect([status, err]).toEqual([1, 'This API key is unknown, has run out or was revoked'])
})

test('a person signs in as themselves, also where a key is set', async () => {
  const person = { KINFOLIO_EMAIL: 'ada@example.org', KINFOLIO_PASSWORD: 'correct horse battery' }
  await using at = await serve({ ...me, [LOGIN]: () => ({ json: tokensNumbered(1) }) })
  expect(await at.run(['login'], { env: { ...env, ...person } })).toMatchObject({ status: 0 })
  expect(at.heard[0]).toMatchObject({ token: undefined, json: { email: 'ada@example.org' } })
})
