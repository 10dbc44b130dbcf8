import type { PendingSignIn, SignInMethod, User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { FAILURES_MAX } from '../attempt.queries.ts'
import { createAccounts } from '../create-accounts.ts'
import { openPending, PENDING_S } from '../pending/open-pending.ts'
import { PENDING_ATTEMPTS_MAX } from '../pending/complete-pending.ts'
import type { SecondFactor } from '../pending/second-factor.ts'
import { signIn } from '../sign-in.ts'
import { createAuthenticator, type Lies } from './authenticator.testing.ts'
import { createPasskeys, type Passkeys } from './create-passkeys.ts'
import { noNewcomers } from './no-newcomers.testing.ts'
import { passkeyFactor } from './passkey-factor.ts'

const party = { id: 'localhost', origin: 'http://localhost:8000' }
const over = '/problems/pending-sign-in-over'
const app: SecondFactor = { method: 'totp', standing: async () => 'asks' }

let house: TestAccounts
let passkeys: Passkeys
let ada: User
let visitor = { address: '', userAgent: 'laptop' }
let count = 0
beforeAll(async () => {
  house = await openTestAccounts()
  passkeys = createPasskeys({ ...house.deps, ...noNewcomers, issuers: [] })
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  visitor = { ...visitor, address: `198.51.100.${++count}` }
  ada = await house.newcomer()
})

type Authenticator = ReturnType<typeof createAuthenticator>
async function passkeyOf({ id: userId } = ada): Promise<Authenticator> {
  const device = createAuthenticator(party.origin)
  const { options } = await passkeys.startPasskey({ userId, party })
  await passkeys.addPasskey({ userId, party, credential: device.make(options), name: 'Phone', visitor })
  return device
}
async function begin({ email } = ada): Promise<PendingSignIn> {
  const deps = { ...house.deps, secondFactors: [app, passkeyFactor] }
  const outcome = await signIn(deps, { email, password: PASSWORD, visitor })
  if (!('pending_id' in outcome)) throw new Error('a password alone opened a session')
  return outcome
}
const ask = async ({ pending_id: pendingId }: PendingSignIn) =>
  (await passkeys.startPasskeyStep({ pendingId, party })).options
type Answering = { device: Authenticator; lies?: Lies; options?: Awaited<ReturnType<typeof ask>> }
async function answer(pending: PendingSignIn, { device, lies, options }: Answering) {
  const assertion = device.use(options ?? (await ask(pending)), lies)
  return passkeys.completeByPasskey({ pendingId: pending.pending_id, assertion, party, visitor })
}
const outcomeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string; reason?: string } }) => error.body?.reason ?? error.body?.type ?? error,
  )
const sessionsOf = async (user: User): Promise<number> =>
  (
    await house.test.database.read({ kind: 'person', userId: user.id }, async (db) =>
      db.selectFrom('sessions').select('id').execute(),
    )
  ).length

describe('an account with a passkey and a password', () => {
  test('gets in by the password alone as long as nothing else asks for more', async () => {
    await passkeyOf()
    const outcome = await createAccounts(house.deps).signIn({ email: ada.email, password: PASSWORD, visitor })
    expect(outcome).toMatchObject({ user: ada })
  })

  test('is offered the passkey where something else asks, and is not without one', async () => {
    expect((await begin()).methods).toEqual(['totp'])
    await passkeyOf()
    expect((await begin()).methods).toEqual(['totp', 'passkey'])
  })

  test('is asked for its own passkeys, after the password and not before', async () => {
    const device = await passkeyOf()
    await passkeyOf(await house.newcomer())
    const options = await ask(await begin())
    expect(options).toMatchObject({ rpId: party.id, userVerification: 'required' })
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([device.id])
    expect(await typeOf(passkeys.startPasskeyStep({ pendingId: 'guessed', party }))).toBe(over)
  })
})

describe('a sign-in that waits', () => {
  test('ends with the passkey in one session of its own', async () => {
    const device = await passkeyOf()
    const pending = await begin()
    expect(await answer(pending, { device })).toMatchObject({ user: ada, expires_in: 900 })
    expect(await sessionsOf(ada)).toBe(1)
    expect(await typeOf(ask(pending))).toBe(over)
  })

  test('ends also where the authenticator does not say whose it is, since that is known', async () => {
    const device = await passkeyOf()
    expect(await outcomeOf(answer(await begin(), { device, lies: { userHandle: undefined } }))).toBe('ok')
  })

  test.each([
    ['at another origin', { origin: 'https://evil.example' }, 'unproved'],
    ['for another party', { rpId: 'evil.example' }, 'unproved'],
    ['by somebody who did not unlock it', { isVerified: false }, 'unproved'],
    ['out of a frame', { crossOrigin: true }, 'unproved'],
    ['in the name of somebody else', { userHandle: 'AAAA' }, 'unproved'],
    ['with a challenge of their own', { challenge: 'bWluZQ' }, 'over'],
  ])('is not ended %s, and goes on waiting', async (_, lies, reason) => {
    const device = await passkeyOf()
    const pending = await begin()
    expect(await outcomeOf(answer(pending, { device, lies }))).toBe(reason)
    expect(await sessionsOf(ada)).toBe(0)
    expect(await outcomeOf(answer(pending, { device }))).toBe('ok')
  })

  test('is not ended by a passkey of somebody else, or of nobody', async () => {
    await passkeyOf()
    const theirs = await passkeyOf(await house.newcomer())
    expect(await outcomeOf(answer(await begin(), { device: theirs }))).toBe('unknown')
    const nobodys = createAuthenticator(party.origin)
    expect(await outcomeOf(answer(await begin(), { device: nobodys }))).toBe('unknown')
    expect(await sessionsOf(ada)).toBe(0)
  })

  test('takes each challenge once, and none of another sign-in of the same person', async () => {
    const device = await passkeyOf()
    const [pending, other] = [await begin(), await begin()]
    const options = await ask(other)
    expect(await outcomeOf(answer(pending, { device, options }))).toBe('over')
    expect(await outcomeOf(answer(other, { device, options }))).toBe('over')
    expect(await outcomeOf(answer(other, { device }))).toBe('ok')
  })

  test('takes no challenge of signing in by the passkey alone, and gives none to it', async () => {
    const device = await passkeyOf()
    const pending = await begin()
    const alone = (await passkeys.startPasskeySignIn({ party })).options
    expect(await outcomeOf(answer(pending, { device, options: alone }))).toBe('over')
    const assertion = device.use(await ask(pending))
    expect(await outcomeOf(passkeys.signInByPasskey({ assertion, party, visitor }))).toBe('over')
  })

  test('opens one session for two answers at once', async () => {
    const device = await passkeyOf()
    const pending = await begin()
    const both = [await ask(pending), await ask(pending)].map((options) => answer(pending, { device, options }))
    expect((await Promise.all(both.map(outcomeOf))).map(String).toSorted()).toEqual([over, 'ok'])
    expect(await sessionsOf(ada)).toBe(1)
  })

  test('asks for no passkey where it offers none, though the person has one', async () => {
    const device = await passkeyOf()
    const methods: SignInMethod[] = ['totp']
    const { answer: pending } = await house.test.database.write({ kind: 'person', userId: ada.id }, async (tx) =>
      openPending(house.deps, { tx, userId: ada.id, visitor, methods }),
    )
    expect(await outcomeOf(ask(pending))).toBe(over)
    const options = await ask(await begin())
    expect(await outcomeOf(answer(pending, { device, options }))).toBe(over)
  })

  test('is over after its two minutes, for the question and for the answer', async () => {
    const device = await passkeyOf()
    const pending = await begin()
    const options = await ask(pending)
    house.later(PENDING_S)
    expect(await outcomeOf(ask(pending))).toBe(over)
    expect(await outcomeOf(answer(pending, { device, options }))).toBe(over)
  })
})

describe('wrong passkeys at the second step', () => {
  const wrong = async (pending: PendingSignIn) =>
    outcomeOf(answer(pending, { device: createAuthenticator(party.origin) }))

  test('end the sign-in after five, also for the right one', async () => {
    const device = await passkeyOf()
    const pending = await begin()
    const options = await ask(pending)
    for (let n = 0; n < PENDING_ATTEMPTS_MAX; n++) expect(await wrong(pending)).toBe('unknown')
    expect(await outcomeOf(answer(pending, { device, options }))).toBe(over)
  })

  test('lock the account like wrong codes', async () => {
    await passkeyOf()
    for (let n = 0; n < FAILURES_MAX; n++) {
      visitor = { ...visitor, address: `203.0.113.${n}` }
      await wrong(await begin())
    }
    visitor = { ...visitor, address: '203.0.113.200' }
    expect(await typeOf(begin())).toBe('/problems/too-many-attempts')
  })

  test('are written down, a copied one by name', async () => {
    const device = await passkeyOf()
    await answer(await begin(), { device, lies: { counter: 7 } })
    const pending = await begin()
    expect(await outcomeOf(answer(pending, { device, lies: { counter: 7 } }))).toBe('copied')
    const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
      db.selectFrom('audit_log').select(['action', 'object_kind', 'address']).orderBy('id', 'desc').limit(2).execute(),
    )
    expect(rows.toReversed()).toEqual([
      { action: 'passkey.copied', object_kind: 'passkey', address: visitor.address },
      { action: 'sign-in.second-factor-wrong', object_kind: 'passkey', address: visitor.address },
    ])
  })
})
