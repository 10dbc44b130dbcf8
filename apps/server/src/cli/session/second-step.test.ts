import { describe, expect, test } from 'vitest'
import { refusal, type Script, serve, tokensNumbered } from '../served.fixture.ts'
import { CODES_ASKED_MAX } from './second-step.ts'

const LOGIN = 'POST /api/auth/login'
const TOTP = 'POST /api/auth/login/totp'
const RECOVERY = 'POST /api/auth/login/recovery-code'
const account = { KINFOLIO_EMAIL: 'ada@example.org', KINFOLIO_PASSWORD: 'correct horse battery' }
const wrong = () => refusal(403, 'The code is wrong, too old, or was used before')

/** A server whose account asks for one proof more, and takes every code until told otherwise. */
const asking = (methods: string[], more: Script = {}): Script => ({
  [LOGIN]: () => ({ status: 202, json: { pending_id: 'secret', methods, expires_in: 120 } }),
  [TOTP]: () => ({ json: tokensNumbered(1) }),
  [RECOVERY]: () => ({ json: tokensNumbered(2) }),
  'GET /api/me': () => ({ json: { user: tokensNumbered(1).user, spaces: [] } }),
  ...more,
})
const usual = ['totp', 'recovery_code']

describe('an account with two-step sign-in', () => {
  test('is asked for its code after the password, and the session is kept', async () => {
    await using at = await serve(asking(usual))
    const answers = ['ada@example.org', 'correct horse battery', ' 123456 ']
    expect(await at.run(['login'], { answers })).toMatchObject({ status: 0, out: `Signed in at ${at.url} as Ada.` })
    expect(at.heard.map(({ path }) => path)).toEqual(['/api/auth/login', '/api/auth/login/totp', '/api/me'])
    expect(at.heard[1]?.json).toEqual({ pending_id: 'secret', code: '123456' })
    expect(await at.file.read()).toMatchObject({ email: 'ada@example.org', access_token: 'access-1' })
  })

  test.each([
    ['123 456', TOTP],
    ['123456', TOTP],
    ['abcd-efgh-jkmn-pqrs', RECOVERY],
    ['1234567', RECOVERY],
  ])('%s goes where such codes go', async (code, route) => {
    await using at = await serve(asking(usual))
    expect((await at.run(['login'], { env: account, answers: [code] })).status).toBe(0)
    expect(`${at.heard[1]?.method} ${at.heard[1]?.path}`).toBe(route)
    expect(at.heard[1]?.json).toEqual({ pending_id: 'secret', code })
  })

  test('six digits are a recovery code where no app is set up', async () => {
    await using at = await serve(asking(['recovery_code']))
    expect((await at.run(['login'], { env: account, answers: ['123456'] })).status).toBe(0)
    expect(at.heard[1]?.path).toBe('/api/auth/login/recovery-code')
  })

  test('a wrong code is said, and the next one is asked for', async () => {
    const script = { [TOTP]: (_: unknown, times: number) => (times === 1 ? wrong() : { json: tokensNumbered(1) }) }
    await using at = await serve(asking(usual, script))
    const { status, err } = await at.run(['login'], { env: account, answers: ['000000', '123456'] })
    expect([status, err]).toEqual([0, 'This code is wrong, too old, or was used before.'])
    expect(at.heard.filter(({ path }) => path === '/api/auth/login')).toHaveLength(1)
  })

  test('after three wrong ones it is over, and nothing is kept', async () => {
    await using at = await serve(asking(usual, { [TOTP]: wrong }))
    const answers = ['000000', '000001', '000002', '123456']
    const { status, err } = await at.run(['login'], { env: account, answers })
    expect([status, err.split('\n').at(-1)]).toEqual([1, expect.stringContaining('Run kinfolio login again')])
    expect(at.heard.filter(({ path }) => path === '/api/auth/login/totp')).toHaveLength(CODES_ASKED_MAX)
    expect(await at.file.read()).toBeUndefined()
  })

  test('pressing Enter sends no empty code', async () => {
    await using at = await serve(asking(usual))
    expect((await at.run(['login'], { env: account, answers: ['', '123456'] })).status).toBe(0)
    expect(at.heard.filter(({ path }) => path !== '/api/me')).toHaveLength(2)
  })

  test.each([
    [refusal(410, 'This sign-in has run out or is done; begin again'), /begin again/],
    [{ status: 429, json: { title: 'Too many attempts', retry_after_s: 90 } }, /Try again in 90 seconds/],
  ])('what another code would not mend is said at once: %j', async (told, words) => {
    await using at = await serve(asking(usual, { [TOTP]: () => told }))
    const { status, err } = await at.run(['login'], { env: account, answers: ['123456', '123457'] })
    expect([status, err]).toEqual([1, expect.stringMatching(words)])
    expect(at.heard.filter(({ path }) => path === '/api/auth/login/totp')).toHaveLength(1)
  })
})

describe('where nobody can type', () => {
  test('the way for scripts is named, and no code is guessed', async () => {
    await using at = await serve(asking(usual))
    const { status, err } = await at.run(['login'], { env: account })
    expect([status, err]).toEqual([1, expect.stringContaining('set KINFOLIO_API_KEY')])
    expect(at.heard).toHaveLength(1)
  })

  test('an older session is left as it was', async () => {
    await using at = await serve(asking(usual))
    await at.signIn({ number: 7 })
    expect((await at.run(['login'], { env: account })).status).toBe(1)
    expect(await at.file.read()).toMatchObject({ access_token: 'access-7' })
  })
})

test.each([[['passkey']], [['approval']], [['passkey', 'approval']]])(
  'what only a browser can bring is said so, also to who sits here: %j',
  async (methods) => {
    await using at = await serve(asking(methods))
    const { status, err } = await at.run(['login'], { env: account, answers: ['123456'] })
    expect([status, err]).toEqual([1, expect.stringContaining('only a browser can bring')])
    expect(at.heard).toHaveLength(1)
  },
)
