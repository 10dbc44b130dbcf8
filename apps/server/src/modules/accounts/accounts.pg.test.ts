import type { Tokens } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lookInside } from '../../../test/look-inside.ts'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { heardEvents } from '../../../test/heard-events.ts'
import { SIGN_IN } from '../../kernel/database/index.ts'
import { createPersonLog } from '../../kernel/events/index.ts'
import { createSealer } from '../../kernel/secrets/index.ts'
import { createAccessTokens } from './access-tokens.ts'
import { testKeys } from './signing-keys.fixture.ts'
import { hasOpenSession } from './account.queries.ts'
import { FAILURES_MAX } from './attempt.queries.ts'
import { type Accounts, createAccounts } from './create-accounts.ts'
import { createPerson } from './create-person.ts'
import { createPasswords } from './password.ts'

const start = new Date('2026-11-20T12:00:00Z').getTime()
const time = { ms: start }
const clock = { now: () => new Date(time.ms) }
const later = (s: number): void => void (time.ms += s * 1_000)
const visitor = { address: '192.0.2.1', userAgent: 'test' }
const password = 'correct horse battery'

let test_: TestDatabase
let accounts: Accounts
let deps: Parameters<typeof createAccounts>[0]
let people = 0
let email = ''

beforeAll(async () => {
  test_ = await openTestDatabase({ connectionsMax: 24 })
  const accessTokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const personLog = createPersonLog({ wake: () => undefined })
  const sealer = createSealer('a master key of tests, which is long enough')
  const passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })
  const told = { events: heardEvents(), personLog, sealer, sendsMail: false }
  deps = { database: test_.database, accessTokens, passwords, clock, ...told }
  accounts = createAccounts(deps)
})
afterAll(async () => test_[Symbol.asyncDispose]())
beforeEach(async () => {
  time.ms = start
  email = `person${people++}@example.org`
  const passwordHash = await createPasswords({ memoryKib: 64, passes: 1, lanes: 1 }).hash(password)
  await test_.database.write(SIGN_IN, (tx) => createPerson(tx, { name: 'Ada', email, passwordHash }))
})

async function signIn(more: Partial<Parameters<Accounts['signIn']>[0]> = {}): Promise<Tokens> {
  const outcome = await accounts.signIn({ email, password, visitor, ...more })
  if ('pending_id' in outcome) throw new Error('these accounts have no second factor')
  return outcome
}
const refresh = (token: string | null) => accounts.refreshSession({ refreshToken: token ?? '', visitor })
const typeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string; reason?: string } }) => error.body?.reason ?? error.body?.type ?? error,
  )

test('e-mail, in any case, and password are exchanged for tokens', async () => {
  const tokens = await signIn({ email: email.toUpperCase() })
  expect(tokens).toMatchObject({ expires_in: 900, user: { name: 'Ada', email } })
})

test('a wrong password and an unknown account get the same answer', async () => {
  const wrong = await typeOf(signIn({ password: 'wrong horse battery' }))
  const unknown = await typeOf(signIn({ email: 'nobody@example.org' }))
  expect([wrong, unknown]).toEqual(['/problems/wrong-credentials', '/problems/wrong-credentials'])
})

test('ten failures lock the account for everybody until the hour is over, even with the right password', async () => {
  for (let n = 0; n < FAILURES_MAX; n++) {
    await typeOf(signIn({ password: 'x', visitor: { ...visitor, address: `198.51.100.${n}` } }))
  }
  const elsewhere = { ...visitor, address: '203.0.113.5' }
  expect(await typeOf(signIn({ visitor: elsewhere }))).toBe('/problems/too-many-attempts')
  later(3_601)
  expect(await typeOf(signIn({ visitor: elsewhere }))).toBe('ok')
})

test('ten failures lock the address for every account', async () => {
  const busy = { ...visitor, address: '192.0.2.77' }
  for (let n = 0; n < FAILURES_MAX; n++) await typeOf(signIn({ email: `x${n}@example.org`, visitor: busy }))
  expect(await typeOf(signIn({ visitor: busy }))).toBe('/problems/too-many-attempts')
  expect(await typeOf(signIn())).toBe('ok')
})

test('ten failures lock the whole network of an IPv6 address, and its neighbour not', async () => {
  for (let n = 0; n < FAILURES_MAX; n++) {
    await typeOf(signIn({ email: `y${n}@example.org`, visitor: { ...visitor, address: `2001:db8:7::${n}` } }))
  }
  const from = (address: string) => typeOf(signIn({ visitor: { ...visitor, address } }))
  expect(await from('2001:db8:7::ffff')).toBe('/problems/too-many-attempts')
  expect(await from('2001:db8:7:1::1')).toBe('ok')
})

test('signing in forgets the failures of the account', async () => {
  for (let n = 0; n < FAILURES_MAX - 1; n++) {
    await typeOf(signIn({ password: 'x', visitor: { ...visitor, address: `198.51.101.${n}` } }))
  }
  await signIn()
  await typeOf(signIn({ password: 'x' }))
  expect(await typeOf(signIn())).toBe('ok')
})

test('a refresh token works once', async () => {
  const first = await signIn()
  const second = await refresh(first.refresh_token)
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(await typeOf(refresh(second.refresh_token))).toBe('ok')
})

test('a token used twice ends the whole session, the thief’s and the owner’s', async () => {
  const first = await signIn()
  const second = await refresh(first.refresh_token)
  later(61)
  expect(await typeOf(refresh(first.refresh_token))).toBe('reused')
  expect(await typeOf(refresh(second.refresh_token))).toBe('revoked')
})

test('a token may come again at once when its answer was lost; the lost one is dead', async () => {
  const first = await signIn()
  const lost = await refresh(first.refresh_token)
  later(30)
  const again = await refresh(first.refresh_token)
  later(61)
  expect(await typeOf(refresh(again.refresh_token))).toBe('ok')
  expect(await typeOf(refresh(lost.refresh_token))).toBe('reused')
})

test('twenty refreshes at once leave exactly one live token', async () => {
  const first = await signIn()
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(first.refresh_token)))
  const tokens = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.refresh_token] : []))
  expect(tokens.length).toBeGreaterThan(0)
  const { rows } = await live(tokens.map((token) => token ?? ''))
  expect(rows).toHaveLength(1)
})

async function live(tokens: string[]): Promise<{ rows: unknown[] }> {
  const { hashToken } = await import('./secret-token.ts')
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: test_.adminUrl })
  await admin.connect()
  const hashes = tokens.map(hashToken)
  const found = await admin.query('select from refresh_tokens where used_at is null and token_sha256 = any($1)', [
    hashes,
  ])
  await admin.end()
  return found
}

test('a session ends by signing out, by time, and never by somebody else', async () => {
  const tokens = await signIn()
  const other = await signIn()
  const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString())
  const person = { userId: tokens.user.id, sessionId: claims.sid }
  const isOpen = () =>
    test_.database.read({ kind: 'person', userId: person.userId }, (db) =>
      hasOpenSession(db, { id: person.sessionId, now: clock.now() }),
    )
  expect(await isOpen()).toBe(true)
  await accounts.signOut({ person })
  expect(await isOpen()).toBe(false)
  expect(await typeOf(refresh(tokens.refresh_token))).toBe('revoked')
  later(31 * 86_400)
  expect(await typeOf(refresh(other.refresh_token))).toBe('expired')
  expect(await typeOf(refresh('made up'))).toBe('unknown')
})

test('a hash from when less was asked for is made anew at the next sign-in', async () => {
  const dear = { memoryKib: 64, passes: 2, lanes: 1 }
  const later = createAccounts({ ...deps, passwords: createPasswords(dear) })
  const stored = async () =>
    (await lookInside(test_, 'select password_hash from users where email = $1', [email]))[0]?.['password_hash']
  expect(await stored()).toContain('t=1')
  await later.signIn({ email, password: 'wrong horse battery', visitor }).catch(() => undefined)
  expect(await stored()).toContain('t=1')
  await later.signIn({ email, password, visitor })
  expect(await stored()).toContain('t=2')
  await later.signIn({ email, password, visitor })
})
