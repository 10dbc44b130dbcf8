import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusal, serve, tokensNumbered, type Script } from '../served.fixture.ts'

const me = () => ({ json: { user: tokensNumbered(1).user, spaces: [] } })
const account = { KINFOLIO_EMAIL: 'ada@example.org', KINFOLIO_PASSWORD: 'correct horse battery' }
const LOGIN = 'POST /api/auth/login'
const REFRESH = 'POST /api/auth/token/refresh'
const LOGOUT = 'POST /api/auth/logout'
const EXPORT = 'GET /api/documents/01890000-0000-7000-8000-000000000009/export'
const document = '01890000-0000-7000-8000-000000000009'

/** A server that signs in, refreshes by counting on, and hands out one document. */
const usual: Script = {
  [LOGIN]: () => ({ json: tokensNumbered(1) }),
  [REFRESH]: (_, times) => ({ json: tokensNumbered(times + 1) }),
  [LOGOUT]: () => ({ status: 204 }),
  'GET /api/me': me,
  [EXPORT]: () => ({ body: 'words' }),
}
const keys = (heard: { method: string; path: string }[]) =>
  heard.map(({ method, path }) => `${method} ${path.split('?')[0]}`)
const takeAway = (folder: string): string[] => ['export', document, '--out', `${folder}/out.md`]

describe('signing in', () => {
  test('asks a person who is there, and keeps the session where only they can read it', async () => {
    await using at = await serve(usual)
    const { status, out } = await at.run(['login'], { answers: [' ada@example.org ', 'correct horse battery'] })
    expect([status, out]).toEqual([0, `Signed in at ${at.url} as Ada.`])
    expect(at.heard[0]?.json).toEqual({ email: 'ada@example.org', password: 'correct horse battery' })
    expect((await stat(at.file.path)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(at.file.path))).mode & 0o077).toBe(0)
    expect(await readFile(at.file.path, 'utf8')).not.toContain('correct horse')
  })

  test('asks only for what the environment does not say', async () => {
    await using at = await serve(usual)
    await at.run(['login'], { env: { KINFOLIO_EMAIL: 'eve@example.org' }, answers: ['the password'] })
    expect(at.heard[0]?.json).toEqual({ email: 'eve@example.org', password: 'the password' })
  })

  test('without anybody to ask says what to do, and calls nobody', async () => {
    await using at = await serve(usual)
    const { status, err } = await at.run(['login'])
    expect([status, err]).toEqual([1, expect.stringContaining('KINFOLIO_EMAIL and KINFOLIO_PASSWORD')])
    expect(at.heard).toEqual([])
  })

  test('that is refused keeps nothing and leaves an older session alone', async () => {
    await using at = await serve({ ...usual, [LOGIN]: () => refusal(401, 'E-mail or password is wrong') })
    await at.signIn({ number: 7 })
    const { status, err } = await at.run(['login'], { env: account })
    expect([status, err]).toEqual([1, 'E-mail or password is wrong'])
    expect(await at.file.read()).toMatchObject({ access_token: 'access-7' })
  })

  test('at something that is no Kinfolio says so', async () => {
    await using at = await serve({ [LOGIN]: () => ({ body: '<html>It works!</html>' }) })
    const { status, err } = await at.run(['login'], { env: account })
    expect([status, err]).toEqual([1, expect.stringContaining('does not understand')])
    expect(await at.file.read()).toBeUndefined()
  })

  test('too often says when it may be tried again', async () => {
    const told = { status: 429, json: { title: 'Too many requests', retry_after_s: 21 } }
    await using at = await serve({ ...usual, [LOGIN]: () => told })
    const { err } = await at.run(['login'], { env: account })
    expect(err).toBe('Too many requests. Try again in 21 seconds.')
  })

  test('leaves no half-written file beside the session', async () => {
    await using at = await serve(usual)
    await at.run(['login'], { env: account })
    expect(await readdir(dirname(at.file.path))).toEqual(['session.json'])
  })
})

describe('a kept session', () => {
  test('is used while it is fresh, without asking for another token', async () => {
    await using at = await serve(usual)
    await at.signIn({ number: 5 })
    expect((await at.run(takeAway(at.folder))).status).toBe(0)
    expect(keys(at.heard)).toEqual([EXPORT])
    expect(at.heard[0]?.token).toBe('access-5')
  })

  test('is exchanged a minute before it ends, and the new one kept', async () => {
    await using at = await serve(usual)
    await at.signIn({ endsInS: 59 })
    expect((await at.run(takeAway(at.folder))).status).toBe(0)
    expect(keys(at.heard)).toEqual([REFRESH, EXPORT])
    expect(at.heard[0]?.json).toEqual({ refresh_token: 'refresh-1' })
    expect(at.heard[1]?.token).toBe('access-2')
    expect(await at.file.read()).toMatchObject({ access_token: 'access-2', refresh_token: 'refresh-2' })
  })

  test('is exchanged once by two commands at the same time', async () => {
    await using at = await serve(usual)
    await at.signIn({ endsInS: 0 })
    const runs = await Promise.all([1, 2].map(async (n) => at.run(['export', document, '--out', `${at.folder}/${n}`])))
    expect(runs.map(({ status }) => status)).toEqual([0, 0])
    expect(keys(at.heard).filter((key) => key === REFRESH)).toHaveLength(1)
  })

  test('that the server has ended is followed by a new one, when the environment knows how', async () => {
    await using at = await serve({ ...usual, [REFRESH]: () => refusal(401, 'This session has ended') })
    await at.signIn({ endsInS: 0 })
    expect((await at.run(takeAway(at.folder), { env: account })).status).toBe(0)
    expect(keys(at.heard)).toEqual([REFRESH, LOGIN, EXPORT])
  })

  test('that the server has ended is forgotten, when nobody can sign in', async () => {
    await using at = await serve({ ...usual, [REFRESH]: () => refusal(401, 'This session has ended') })
    await at.signIn({ endsInS: 0 })
    const { status, err } = await at.run(takeAway(at.folder))
    expect([status, err]).toEqual([1, expect.stringContaining('run kinfolio login')])
    expect(await at.file.read()).toBeUndefined()
  })

  test('outlives a server that is broken at the moment', async () => {
    await using at = await serve({ ...usual, [REFRESH]: () => refusal(503, 'The server is busy') })
    await at.signIn({ endsInS: 0 })
    const { status, err } = await at.run(takeAway(at.folder))
    expect([status, err]).toEqual([1, 'The server is busy'])
    expect(await at.file.read()).toMatchObject({ refresh_token: 'refresh-1' })
  })

  test('of another server or another person is not used', async () => {
    await using at = await serve(usual)
    await at.signIn({ server: 'http://elsewhere.example', number: 9 })
    await at.run(takeAway(at.folder), { env: account })
    expect(keys(at.heard)).toEqual([LOGIN, EXPORT])
    await at.run(takeAway(at.folder), { env: { ...account, KINFOLIO_EMAIL: 'eve@example.org' } })
    expect(keys(at.heard).filter((key) => key === LOGIN)).toHaveLength(2)
    expect(at.heard.map(({ token }) => token)).not.toContain('access-9')
  })
})

describe('signing out', () => {
  test('ends the session at the server and here', async () => {
    await using at = await serve(usual)
    await at.signIn({ number: 3 })
    const { status, out } = await at.run(['logout'])
    expect([status, out]).toEqual([0, `Signed out at ${at.url}.`])
    expect(at.heard).toMatchObject([{ method: 'POST', path: '/api/auth/logout', token: 'access-3' }])
    expect(await at.file.read()).toBeUndefined()
  })

  test('of a session that is over already is done all the same', async () => {
    await using at = await serve({ ...usual, [LOGOUT]: () => refusal(401, 'Sign in first') })
    await at.signIn()
    expect((await at.run(['logout'])).status).toBe(0)
    expect(await at.file.read()).toBeUndefined()
  })

  test('never asks for a password, not even when the session has to be exchanged and cannot be', async () => {
    await using at = await serve({ ...usual, [REFRESH]: () => refusal(401, 'This session has ended') })
    await at.signIn({ endsInS: 0 })
    const { status } = await at.run(['logout'], { env: account, answers: ['ada@example.org', 'secret'] })
    expect(status).toBe(0)
    expect(keys(at.heard)).toEqual([REFRESH])
  })

  test('forgets the session here even when the server cannot be told, and says so', async () => {
    await using at = await serve({ ...usual, [LOGOUT]: () => refusal(500, 'Something broke') })
    await at.signIn()
    const { status, err } = await at.run(['logout'])
    expect([status, err]).toEqual([1, 'Something broke'])
    expect(await at.file.read()).toBeUndefined()
  })
})
