import { generateKeyPairSync } from 'node:crypto'
import { AWAY_S, emailTaken, signUpClosed, type User } from '@kinfolio/contracts'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { openHttp, type OpenHttp } from '../../../kernel/http/open-http.fixture.ts'
import { createOutbound, parseAllowList } from '../../../kernel/outbound/index.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { createAccessTokens } from '../access-tokens.ts'
import { createPerson } from '../create-person.ts'
import type { SecondFactor } from '../pending/second-factor.ts'
import { testKeys } from '../signing-keys.fixture.ts'
import { createOidc, type Oidc } from './create-oidc.ts'
import { type Said, startTestIssuer, type TestIssuer } from './issuer.testing.ts'
import type { OidcDeps } from './oidc-deps.ts'
import { serveOidc } from './oidc.routes.ts'
import type { ProviderSettings } from './provider-settings.ts'
import { createProviders } from './providers.ts'

const time = { aheadMs: 0 }
const clock = { now: () => new Date(Date.now() + time.aheadMs) }
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const appleKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

let house: TestDatabase
let issuer: TestIssuer
let outbound: ReturnType<typeof createOutbound>
let deps: OidcDeps
let oidc: Oidc
let http: OpenHttp
let signUp: 'open' | 'closed'
let factors: SecondFactor[]
let count = 0
let subject = ''

const allow = parseAllowList('127.0.0.1')
const settingsOf = (at: string): ProviderSettings[] => [
  {
    id: 'oidc',
    name: 'Test',
    kind: 'oidc',
    issuer: at,
    clientId: 'kinfolio',
    scope: 'openid email',
    secret: { kind: 'fixed', secret: 'a secret' },
    responseMode: 'query',
  },
  {
    id: 'apple',
    name: 'Apple',
    kind: 'apple',
    issuer: at,
    clientId: 'kinfolio',
    scope: 'openid name email',
    secret: { kind: 'apple', teamId: 'TEAM', keyId: 'KEY', privateKey: appleKey },
    responseMode: 'form_post',
  },
]

beforeAll(async () => {
  house = await openTestDatabase()
  issuer = await startTestIssuer('kinfolio')
  outbound = createOutbound({ allow })
  const providers = createProviders({ clock, fetch: outbound.fetch, allow }, settingsOf(issuer.issuer))
  deps = {
    database: house.database,
    clock,
    accessTokens: createAccessTokens({ signingKeys: testKeys(clock), clock }),
    events: { announce: async () => undefined },
    personLog: { appendFor: async () => undefined },
    get secondFactors() {
      return factors
    },
    providers,
    admission: {
      require: () => {
        if (signUp === 'closed') throw signUpClosed({})
      },
      admit: async (tx, newcomer) => createPerson(tx, newcomer),
    },
  }
  oidc = createOidc(deps)
  http = await openHttp()
  serveOidc(http, { oidc, publicUrl: undefined })
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  outbound.close()
  await issuer[Symbol.asyncDispose]()
  await house[Symbol.asyncDispose]()
})
beforeEach(() => {
  count += 1
  subject = `subject ${count}`
  ;[signUp, factors, time.aheadMs] = ['open', [], 0]
})

const emailOf = (): string => `person${count}@service.example`
/** Each test from an address of its own, which is not yet tired of it. */
const from = () => ({ remoteAddress: `198.51.100.${count}` })
type Away = { url: URL; cookie: string; set: Record<string, unknown> }

async function leave(provider = 'oidc', body: object = {}): Promise<Away> {
  const payload = { provider, ...body }
  const answer = await http.app.inject({ ...from(), method: 'POST', url: '/api/auth/oauth', payload })
  const [set] = answer.cookies
  return { url: new URL(answer.json().address), cookie: set?.value ?? '', set: { ...set } }
}
/** What the issuer says of who comes; the nonce is the one that it was given. */
function says({ url }: Away, said: Said = {}): void {
  const nonce = url.searchParams.get('nonce') ?? ''
  issuer.says({ nonce, sub: subject, email: emailOf(), email_verified: true, name: 'Ada', ...said })
}
type Coming = { provider?: string; state?: string; cookie?: string | null; form?: boolean; more?: object }
async function comeBack(away: Away, coming: Coming = {}) {
  const { provider = 'oidc', state = away.url.searchParams.get('state') ?? '', more = { code: 'code' } } = coming
  const cookie = coming.cookie === undefined ? away.cookie : coming.cookie
  const answer = new URLSearchParams({ state, ...more }).toString()
  const url = `/api/auth/oauth/callback/${provider}`
  const cookies = { cookies: cookie === null ? {} : { kinfolio_journey: cookie } }
  const came = await (coming.form === true
    ? http.app.inject({
        ...from(),
        method: 'POST',
        url,
        payload: answer,
        ...cookies,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: issuer.issuer,
          'sec-fetch-site': 'cross-site',
        },
      })
    : http.app.inject({ ...from(), method: 'GET', url: `${url}?${answer}`, ...cookies }))
  const refresh = came.cookies.find(({ name }) => name === 'kinfolio_refresh')
  return { status: came.statusCode, to: String(came.headers.location), refresh }
}
/** From the sign-in screen and back. */
async function journey(said: Said = {}, coming: Coming = {}) {
  const away = await leave(coming.provider ?? 'oidc')
  says(away, said)
  return comeBack(away, coming)
}
const refused = (why: string) => ({ status: 303, to: `/dashboard/sign-in?back=${why}`, refresh: undefined })
const isIn = { status: 303, to: '/dashboard', refresh: expect.objectContaining({ httpOnly: true, sameSite: 'Strict' }) }

async function users(): Promise<User[]> {
  const { rows } = await lookAt(`select id, name, email from users where email = '${emailOf()}'`)
  return rows as User[]
}
async function lookAt(query: string) {
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: house.adminUrl })
  await admin.connect()
  const found = await admin.query(query)
  await admin.end()
  return found
}

describe('a person who leaves for a service', () => {
  test('takes state, nonce and a challenge along, and none of what answers them', async () => {
    const { url, cookie } = await leave()
    const sent = Object.fromEntries(url.searchParams)
    expect(sent).toMatchObject({
      client_id: 'kinfolio',
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://localhost:80/api/auth/oauth/callback/oidc',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(sent[name]).toMatch(/^[\w-]{43}$/)
    expect(url.href).not.toContain(cookie)
    const kept = JSON.stringify((await lookAt('select * from oidc_journeys')).rows)
    expect(kept).not.toContain(sent['state'])
  })

  test('has a cookie that only the way back gets, and that a form of another site may bring', async () => {
    const path = { path: '/api/auth/oauth/callback', httpOnly: true }
    expect((await leave('oidc')).set).toMatchObject({ ...path, sameSite: 'Lax' })
    expect((await leave('apple')).set).toMatchObject({ ...path, sameSite: 'None', secure: true })
    expect((await leave('apple')).url.searchParams.get('response_mode')).toBe('form_post')
  })

  test('asks the service for its metadata once an hour', async () => {
    await leave()
    const before = issuer.discovered
    await leave()
    expect(issuer.discovered).toBe(before)
    time.aheadMs = 3_600_000
    await leave()
    expect(issuer.discovered).toBe(before + 1)
  })

  test('cannot leave for one that is not configured', async () => {
    const answer = await http.app.inject({ method: 'POST', url: '/api/auth/oauth/google', payload: {} })
    expect([answer.statusCode, answer.json().type]).toEqual([404, '/problems/provider-not-found'])
  })
})

describe('a person who comes back', () => {
  test('for the first time becomes one here, and the second time is the same', async () => {
    expect(await journey()).toEqual(isIn)
    expect(await journey({ email: 'another@service.example' })).toEqual(isIn)
    expect(await users()).toMatchObject([{ name: 'Ada', email: emailOf() }])
    const verified = await lookAt(`select email_verified_at from users where email = '${emailOf()}'`)
    expect(verified.rows).not.toEqual([{ email_verified_at: null }])
  })

  test('by Apple’s form is let in, and called what the form says', async () => {
    const user = JSON.stringify({ name: { firstName: 'Ada', lastName: 'Byron' } })
    const away = await leave('apple')
    const { name: _, ...said } = { name: 'x', nonce: away.url.searchParams.get('nonce') ?? '' }
    issuer.says({ ...said, sub: subject, email: emailOf(), email_verified: 'true' })
    expect(await comeBack(away, { provider: 'apple', form: true, more: { code: 'c', user } })).toEqual(isIn)
    expect(await users()).toMatchObject([{ name: 'Ada Byron' }])
    const secret = issuer.asked.get('client_secret') ?? ''
    expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY' })
    const claims = decodeJwt(secret)
    expect(claims).toMatchObject({ iss: 'TEAM', sub: 'kinfolio', aud: 'https://appleid.apple.com' })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThan(183 * 86_400)
  })

  test.each([
    ['with a nonce of another journey', { nonce: 'another' }],
    ['with a token for somebody else', { aud: 'another client' }],
    ['with a token of another issuer', { iss: 'https://evil.example' }],
    ['with a token that has run out', { expiresInS: -120 }],
    ['with a token that another key signed', { isForeignKey: true }],
    ['with nobody', { sub: '' }],
  ])('%s is refused', async (_, said) => {
    expect(await journey(said)).toEqual(refused('failed'))
    expect(await users()).toEqual([])
  })

  test.each([
    ['with a state of their own', { state: 'made-up' }],
    ['without a cookie', { cookie: null }],
    ['with the cookie of another browser', { cookie: 'A'.repeat(43) }],
    ['through the door of another service', { provider: 'apple' }],
    ['through a door that is none', { provider: 'nobody' }],
  ])('%s is refused, and the service is not asked', async (_, coming) => {
    const away = await leave()
    says(away)
    const before = issuer.asked
    expect(await comeBack(away, coming)).toEqual(refused('over'))
    expect(issuer.asked).toBe(before)
    expect(await users()).toEqual([])
  })

  test('twice is refused the second time, whoever comes', async () => {
    const away = await leave()
    says(away)
    const both = await Promise.all([comeBack(away), comeBack(away)])
    expect(both.map(({ to }) => to).toSorted()).toEqual(['/dashboard', '/dashboard/sign-in?back=over'])
    expect(await comeBack(away)).toEqual(refused('over'))
  })

  test('too late is refused', async () => {
    const away = await leave()
    says(away)
    time.aheadMs = AWAY_S * 1_000
    expect(await comeBack(away)).toEqual(refused('over'))
  })

  test('after changing their mind is told so', async () => {
    expect(await journey({}, { more: { error: 'access_denied' } })).toEqual(refused('declined'))
    expect(await journey({}, { more: { error: 'server_error' } })).toEqual(refused('failed'))
  })

  test('to a server that takes nobody is told so, unless they have an account', async () => {
    await journey()
    signUp = 'closed'
    expect(await journey()).toEqual(isIn)
    expect(await journey({ sub: 'somebody new', email: 'new@service.example' })).toEqual(refused('closed'))
  })

  test('with the address of an account is not taken for its owner', async () => {
    const owner = { name: 'Owner', email: emailOf(), passwordHash: 'a hash' }
    await house.database.write(SIGN_IN, (tx) => createPerson(tx, owner))
    expect(emailTaken.status).toBe(409)
    expect(await journey()).toEqual(refused('address-taken'))
    expect((await lookAt(`select from identities where subject = '${subject}'`)).rowCount).toBe(0)
  })

  test('without an address cannot become one here', async () => {
    const away = await leave()
    issuer.says({ nonce: away.url.searchParams.get('nonce') ?? '', sub: subject })
    expect(await comeBack(away)).toEqual(refused('no-address'))
  })

  test('to an account with a second factor has to go on with it, behind the #', async () => {
    await journey()
    factors = [{ method: 'totp', standing: async () => 'asks' }]
    const came = await journey()
    expect(came.refresh).toBeUndefined()
    expect(came.to).toMatch(/^\/dashboard\/sign-in#pending=/)
    expect(JSON.parse(decodeURIComponent(came.to.split('#pending=')[1] ?? ''))).toMatchObject({ methods: ['totp'] })
  })

  test.each([
    ['/dashboard/documents/1?q=x', '/dashboard/documents/1?q=x'],
    ['https://evil.example/dashboard', '/dashboard'],
    ['//evil.example/dashboard', '/dashboard'],
    ['/\\evil.example/dashboard', '/dashboard'],
    ['/dashboard/../api/me', '/dashboard'],
    ['/dashboardx', '/dashboard'],
  ])('who wanted %s arrives at %s', async (next, to) => {
    const away = await leave('oidc', { next })
    says(away)
    expect((await comeBack(away)).to).toBe(to)
  })
})

describe('linking an account from the settings', () => {
  const visitor = { address: '192.0.2.1', userAgent: 'test' }
  async function person(passwordHash: string | null = 'a hash') {
    const email = `${crypto.randomUUID()}@example.org`
    return house.database.write(SIGN_IN, (tx) => createPerson(tx, { name: 'Grace', email, passwordHash }))
  }
  async function linkTo({ id }: User) {
    const departed = await oidc.startJourney({ provider: 'oidc', origin: 'http://localhost:80', userId: id })
    const away = { url: new URL(departed.address), cookie: departed.browser, set: {} }
    says(away)
    return comeBack(away)
  }

  test('lets the person in by it from then on, under their own address', async () => {
    const grace = await person()
    expect(await linkTo(grace)).toEqual({ status: 303, to: '/dashboard/settings/security?linked=true' })
    expect(await journey()).toEqual(isIn)
    expect(await users()).toEqual([])
    expect(await oidc.listIdentities({ userId: grace.id })).toMatchObject([
      { provider: 'Test', label: emailOf(), is_usable: true, last_used_at: expect.any(String) },
    ])
    // Again changes nothing.
    expect(await linkTo(grace)).toMatchObject({ to: '/dashboard/settings/security?linked=true' })
  })

  test('takes it from nobody else', async () => {
    await linkTo(await person())
    const eve = await person()
    expect(await linkTo(eve)).toMatchObject({ to: '/dashboard/settings/security?back=linked-elsewhere' })
    expect(await oidc.listIdentities({ userId: eve.id })).toEqual([])
  })

  test('can be undone by the person alone, and not when nothing else lets them in', async () => {
    const grace = await person()
    const only = await person(null)
    await linkTo(grace)
    const [mine] = await oidc.listIdentities({ userId: grace.id })
    if (mine === undefined) throw new Error('nothing was linked')
    const unlink = async ({ id }: User, identityId = mine.id) =>
      oidc.unlinkIdentity({ userId: id, identityId, visitor }).then(
        () => 'ok',
        (error: { body: { type: string } }) => error.body.type,
      )
    expect(await unlink(only)).toBe('/problems/identity-not-found')
    expect(await unlink(grace)).toBe('ok')
    await linkTo(only)
    const [theirs] = await oidc.listIdentities({ userId: only.id })
    expect(await unlink(only, theirs?.id)).toBe('/problems/last-way-to-sign-in')
  })
})

test('an issuer without https is refused unless its host is allowed by name', () => {
  const make = (at: string) => createProviders({ clock, fetch: outbound.fetch, allow }, settingsOf(at))
  expect(() => make('http://auth.example.org')).toThrow('has no https')
  expect(() => make('http://localhost:9000')).toThrow('has no https')
  expect(() => make('https://auth.example.org')).not.toThrow()
  expect(() => make('http://127.0.0.1:9000')).not.toThrow()
})
