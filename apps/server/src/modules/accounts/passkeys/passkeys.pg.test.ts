import { CHALLENGE_S, PASSKEYS_MAX, sessionId, type User, type UserId } from '@kinfolio/contracts'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import type { LoggedEvent } from '../../../kernel/events/person-log.ts'
import { createAccessTokens } from '../access-tokens.ts'
import { hasRecentProof } from '../account.queries.ts'
import { createPerson } from '../create-person.ts'
import { openSession } from '../open-session.ts'
import { testKeys } from '../signing-keys.fixture.ts'
import { createAuthenticator, type Lies } from './authenticator.testing.ts'
import { createPasskeys, type Passkeys } from './create-passkeys.ts'
import { noNewcomers } from './no-newcomers.testing.ts'
import type { PasskeyDeps } from './passkey-deps.ts'

const time = { ms: new Date('2026-11-20T12:00:00Z').getTime() }
const clock = { now: () => new Date(time.ms) }
const party = { id: 'localhost', origin: 'http://localhost:8000' }
let visitor = { address: '192.0.2.1', userAgent: 'phone' }

let house: TestDatabase
let deps: PasskeyDeps
let passkeys: Passkeys
let ada: User
let count = 0
const told: string[] = []
const logged: LoggedEvent[] = []

beforeAll(async () => {
  house = await openTestDatabase()
  deps = {
    database: house.database,
    clock,
    accessTokens: createAccessTokens({ signingKeys: testKeys(clock), clock }),
    events: { announce: async (_tx, _event, about) => void told.push((about.body as { change: string }).change) },
    personLog: { appendFor: async (_tx, { events }) => void logged.push(...events) },
    issuers: ['https://accounts.example'],
    ...noNewcomers,
  }
  passkeys = createPasskeys(deps)
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  count += 1
  visitor = { address: `198.51.100.${count}`, userAgent: 'phone' }
  ada = await newcomer(null)
  told.length = 0
  logged.length = 0
})

const newcomer = async (passwordHash: string | null): Promise<User> =>
  house.database.write(SIGN_IN, (tx) =>
    createPerson(tx, { name: 'Ada', email: `ada${Math.random()}@example.org`, passwordHash }),
  )
const authenticator = () => createAuthenticator(party.origin)
async function add(device = authenticator(), userId: UserId = ada.id, lies: Lies = {}) {
  const { options } = await passkeys.startPasskey({ userId, party })
  const credential = device.make(options, lies)
  return { device, passkey: await passkeys.addPasskey({ userId, party, credential, name: 'Phone', visitor }) }
}
async function signIn(device: ReturnType<typeof createAuthenticator>, lies: Lies = {}) {
  const { options } = await passkeys.startPasskeySignIn({ party })
  return passkeys.signInByPasskey({ assertion: device.use(options, lies), party, visitor })
}
const outcomeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string; reason?: string } }) => error.body?.reason ?? error.body?.type ?? error,
  )
async function audited(userId: UserId): Promise<string[]> {
  const rows = await house.database.read({ kind: 'person', userId }, async (db) =>
    db.selectFrom('audit_log').select('action').where('user_id', '=', userId).orderBy('id').execute(),
  )
  return rows.map(({ action }) => action).filter((action) => action.startsWith('passkey.'))
}

describe('a passkey that is added', () => {
  test('lets its person in, whoever they say they are not', async () => {
    const { device, passkey } = await add()
    expect(passkey).toMatchObject({ name: 'Phone', is_synced: false, last_used_at: null })
    expect(await signIn(device)).toMatchObject({ user: ada, expires_in: 900 })
    const [used] = await passkeys.listPasskeys({ userId: ada.id })
    expect(used?.last_used_at).toBe(clock.now().toISOString())
  })

  test('is told to the person, to their devices and to the audit log', async () => {
    await add()
    expect([told, logged, await audited(ada.id)]).toEqual([
      ['passkey-added'],
      [{ kind: 'account.changed', ids: {} }],
      ['passkey.added'],
    ])
  })

  test('is asked for with the person’s one handle, and not of an authenticator that has one', async () => {
    const { device } = await add()
    const { options } = await passkeys.startPasskey({ userId: ada.id, party })
    expect(options.excludeCredentials).toEqual([{ id: device.id, type: 'public-key', transports: ['internal'] }])
    const other = authenticator()
    await passkeys.addPasskey({ userId: ada.id, party, credential: other.make(options), name: 'Key', visitor })
    expect(await signIn(other)).toMatchObject({ user: ada })
    expect(options.user.id).not.toContain('Ada')
  })

  test.each([
    ['at another origin', { origin: 'https://evil.example' }],
    ['at another port of this machine', { origin: 'http://localhost:9000' }],
    ['for another party', { rpId: 'evil.example' }],
    ['by somebody who did not unlock it', { isVerified: false }],
    ['by nobody', { isPresent: false, isVerified: false }],
    ['out of a frame', { crossOrigin: true }],
    ['as an answer to something else', { type: 'webauthn.get' }],
  ])('%s is refused, and its challenge is gone', async (_, lies) => {
    expect(await outcomeOf(add(authenticator(), ada.id, lies))).toBe('unproved')
    expect(await passkeys.listPasskeys({ userId: ada.id })).toEqual([])
  })

  test('cannot be kept twice with one challenge, for another person, or late', async () => {
    const { options } = await passkeys.startPasskey({ userId: ada.id, party })
    const grace = await newcomer(null)
    const at = { party, name: 'Phone', visitor }
    const credential = authenticator().make(options)
    expect(await outcomeOf(passkeys.addPasskey({ ...at, userId: grace.id, credential }))).toBe('over')
    expect(await outcomeOf(passkeys.addPasskey({ ...at, userId: ada.id, credential }))).toBe('over')

    const late = await passkeys.startPasskey({ userId: ada.id, party })
    time.ms += CHALLENGE_S * 1_000
    const made = authenticator().make(late.options)
    expect(await outcomeOf(passkeys.addPasskey({ ...at, userId: ada.id, credential: made }))).toBe('over')
  })

  test('is refused when somebody already has it', async () => {
    const { device } = await add()
    const grace = await newcomer(null)
    expect(await outcomeOf(add(device, grace.id))).toBe('unproved')
    expect(await signIn(device)).toMatchObject({ user: ada })
  })

  test('is the last one at the limit', async () => {
    for (let n = 0; n < PASSKEYS_MAX; n++) await add()
    expect(await outcomeOf(add())).toBe('/problems/too-many-passkeys')
  })
})

describe('signing in by passkey', () => {
  test.each([
    ['at another origin', { origin: 'https://evil.example' }, 'unproved'],
    ['for another party', { rpId: 'evil.example' }, 'unproved'],
    ['by somebody who did not unlock it', { isVerified: false }, 'unproved'],
    ['out of a frame', { crossOrigin: true }, 'unproved'],
    ['without saying whose it is', { userHandle: undefined }, 'unproved'],
    ['in the name of somebody else', { userHandle: 'AAAA' }, 'unproved'],
    ['with a challenge of their own', { challenge: 'bWluZQ' }, 'over'],
  ])('%s is refused', async (_, lies, reason) => {
    const { device } = await add()
    expect(await outcomeOf(signIn(device, lies))).toBe(reason)
    expect(await outcomeOf(signIn(device))).toBe('ok')
  })

  test('works once with one challenge', async () => {
    const { device } = await add()
    const { options } = await passkeys.startPasskeySignIn({ party })
    const assertion = device.use(options)
    const attempts = Array.from({ length: 5 }, () => outcomeOf(passkeys.signInByPasskey({ assertion, party, visitor })))
    expect((await Promise.all(attempts)).map(String).toSorted()).toEqual(['ok', 'over', 'over', 'over', 'over'])
  })

  test('takes a challenge until its five minutes are over, to the second', async () => {
    const { device } = await add()
    const [early, late] = [await passkeys.startPasskeySignIn({ party }), await passkeys.startPasskeySignIn({ party })]
    const tryWith = async ({ options }: typeof early) =>
      outcomeOf(passkeys.signInByPasskey({ assertion: device.use(options), party, visitor }))
    time.ms += CHALLENGE_S * 1_000 - 1_000
    expect(await tryWith(early)).toBe('ok')
    time.ms += 1_000
    expect(await tryWith(late)).toBe('over')
  })

  test('takes no challenge that was made for something else', async () => {
    const { device } = await add()
    const { options } = await passkeys.startPasskeyProof({ person: await personOf(ada), party })
    expect(await outcomeOf(passkeys.signInByPasskey({ assertion: device.use(options), party, visitor }))).toBe('over')
  })

  test('with a passkey of nobody counts against the address, until it is locked', async () => {
    for (let n = 0; n < 10; n++) expect(await outcomeOf(signIn(authenticator()))).toBe('unknown')
    const { device } = await add()
    expect(await outcomeOf(signIn(device))).toBe('/problems/too-many-attempts')
  })

  test('with a counter that stands still or goes back is refused and written down', async () => {
    const { device } = await add()
    await signIn(device, { counter: 7 })
    expect(await outcomeOf(signIn(device, { counter: 7 }))).toBe('copied')
    expect(await outcomeOf(signIn(device, { counter: 6 }))).toBe('copied')
    expect(await outcomeOf(signIn(device, { counter: 0 }))).toBe('copied')
    expect(await outcomeOf(signIn(device, { counter: 8 }))).toBe('ok')
    expect(await audited(ada.id)).toEqual(['passkey.added', 'passkey.copied', 'passkey.copied', 'passkey.copied'])
    expect(told).toEqual(['passkey-added', 'passkey-copied', 'passkey-copied', 'passkey-copied'])
  })

  test('with a synced passkey, which never counts, goes on', async () => {
    const { device } = await add()
    expect(await outcomeOf(signIn(device, { counter: 0 }))).toBe('ok')
    expect(await outcomeOf(signIn(device, { counter: 0 }))).toBe('ok')
  })
})

async function personOf(user: User) {
  const { access_token } = await openSession(deps, { user, visitor })
  const claims = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString())
  return { userId: user.id, sessionId: sessionId.parse(claims.sid) }
}

describe('proving by passkey that one is still there', () => {
  const isProved = (person: Awaited<ReturnType<typeof personOf>>) =>
    house.database.read({ kind: 'person', userId: person.userId }, (db) =>
      hasRecentProof(db, { id: person.sessionId, now: clock.now() }),
    )

  test('makes the session as good as new for five minutes', async () => {
    const { device } = await add()
    const person = await personOf(ada)
    time.ms += 600_000
    expect(await isProved(person)).toBe(false)
    const { options } = await passkeys.startPasskeyProof({ person, party })
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([device.id])
    await passkeys.proveByPasskey({ person, assertion: device.use(options), party, visitor })
    expect(await isProved(person)).toBe(true)
  })

  test('needs the person’s own passkey and their own challenge', async () => {
    const { device } = await add()
    const grace = await newcomer(null)
    const other = (await add(authenticator(), grace.id)).device
    const person = await personOf(ada)
    time.ms += 600_000
    const mine = await passkeys.startPasskeyProof({ person, party })
    const theirs = await passkeys.startPasskeyProof({ person: await personOf(grace), party })
    const prove = async ({ options }: typeof mine, by: typeof device) =>
      outcomeOf(passkeys.proveByPasskey({ person, assertion: by.use(options), party, visitor }))
    expect(await prove(mine, other)).toBe('unknown')
    expect(await prove(theirs, device)).toBe('over')
    expect(await isProved(person)).toBe(false)
  })
})

describe('the passkeys of a person', () => {
  test('are listed, renamed and removed by that person alone', async () => {
    const [{ passkey }, grace] = [await add(), await newcomer(null)]
    await add()
    const theirs = { userId: grace.id, passkeyId: passkey.id, visitor }
    expect(await passkeys.listPasskeys({ userId: grace.id })).toEqual([])
    expect(await outcomeOf(passkeys.renamePasskey({ ...theirs, name: 'x' }))).toBe('/problems/passkey-not-found')
    expect(await outcomeOf(passkeys.removePasskey(theirs))).toBe('/problems/passkey-not-found')

    const mine = { ...theirs, userId: ada.id }
    expect(await passkeys.renamePasskey({ ...mine, name: 'Old phone' })).toMatchObject({ name: 'Old phone' })
    await passkeys.removePasskey(mine)
    expect(await audited(ada.id)).toEqual(['passkey.added', 'passkey.added', 'passkey.renamed', 'passkey.removed'])
    expect(told).toEqual(['passkey-added', 'passkey-added', 'passkey-removed'])
  })

  test('let nobody in once they are removed', async () => {
    const { device, passkey } = await add()
    await add()
    await passkeys.removePasskey({ userId: ada.id, passkeyId: passkey.id, visitor })
    expect(await outcomeOf(signIn(device))).toBe('unknown')
  })

  test('keep the last one where nothing else lets the person in, whoever removes at the same moment', async () => {
    const [{ passkey }, { passkey: other }] = [await add(), await add()]
    const remove = async (passkeyId: typeof passkey.id) =>
      outcomeOf(passkeys.removePasskey({ userId: ada.id, passkeyId, visitor }))
    const outcomes = await Promise.all([remove(passkey.id), remove(other.id)])
    expect(outcomes.map(String).toSorted()).toEqual(['/problems/last-way-to-sign-in', 'ok'])
  })

  test('may all go where a password stays, or an account at a service that this server knows', async () => {
    const grace = await newcomer('a hash')
    const { passkey } = await add(authenticator(), grace.id)
    expect(await outcomeOf(passkeys.removePasskey({ userId: grace.id, passkeyId: passkey.id, visitor }))).toBe('ok')

    const mine = (await add()).passkey
    await link(ada.id, 'https://gone.example')
    const remove = async () => outcomeOf(passkeys.removePasskey({ userId: ada.id, passkeyId: mine.id, visitor }))
    expect(await remove()).toBe('/problems/last-way-to-sign-in')
    await link(ada.id, 'https://accounts.example')
    expect(await remove()).toBe('ok')
  })
})

async function link(userId: UserId, issuer: string): Promise<void> {
  const row = { user_id: userId, issuer, subject: userId, label: 'ada', created_at: clock.now() }
  await house.database.write({ kind: 'person', userId }, async (tx) =>
    tx
      .insertInto('identities')
      .values({ ...row, id: crypto.randomUUID() })
      .execute(),
  )
}

test('what was asked is kept as a hash, and goes when it has run out', async () => {
  const admin = new pg.Client({ connectionString: house.adminUrl })
  await admin.connect()
  const { options } = await passkeys.startPasskeySignIn({ party })
  const kept = async () => (await admin.query('select * from webauthn_challenges')).rows
  expect(JSON.stringify(await kept())).not.toContain(options.challenge)
  time.ms += CHALLENGE_S * 1_000 + 1
  await passkeys.startPasskeySignIn({ party })
  expect(await kept()).toHaveLength(1)
  await admin.end()
})
