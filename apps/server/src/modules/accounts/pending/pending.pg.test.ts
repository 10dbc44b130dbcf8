import type { PendingSignIn, Tokens, User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { FAILURES_MAX } from '../attempt.queries.ts'
import { signIn } from '../sign-in.ts'
import { completePending, findPendingByToken, PENDING_ATTEMPTS_MAX } from './complete-pending.ts'
import { PENDING_S } from './open-pending.ts'
import { methodsAskedFor, type SecondFactor } from './second-factor.ts'

const visitor = { address: '192.0.2.1', userAgent: 'laptop' }
const factor = (method: SecondFactor['method'], stands: 'asks' | 'helps' | 'absent'): SecondFactor => ({
  method,
  standing: async () => stands,
})

let house: TestAccounts
let ada: User
beforeAll(async () => {
  house = await openTestAccounts()
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await house.newcomer()
})

const secondFactors = [factor('totp', 'asks'), factor('recovery_code', 'helps')]
const begin = async (factors = secondFactors, from = visitor): Promise<Tokens | PendingSignIn> =>
  signIn({ ...house.deps, secondFactors: factors }, { email: ada.email, password: PASSWORD, visitor: from })
async function beginTwoSteps(from = visitor): Promise<PendingSignIn> {
  const outcome = await begin(secondFactors, from)
  if (!('pending_id' in outcome)) throw new Error('a password alone opened a session')
  return outcome
}
type Completing = Partial<Parameters<typeof completePending>[1]>
const complete = async (pending: PendingSignIn, more: Completing = {}): Promise<Tokens | undefined> =>
  completePending(house.deps, {
    pendingId: pending.pending_id,
    method: 'totp',
    visitor,
    prove: async () => true,
    ...more,
  })
const no = { prove: async () => false }
const sessionsOf = async (user: User): Promise<number> => {
  const rows = await house.test.database.read({ kind: 'person', userId: user.id }, async (db) =>
    db.selectFrom('sessions').select('id').execute(),
  )
  return rows.length
}

describe('what an account asks for', () => {
  const asked = async (...factors: SecondFactor[]) =>
    house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
      methodsAskedFor(db, { factors, userId: ada.id, now: house.deps.clock.now() }),
    )

  test('is nothing as long as no factor asks, whatever would help', async () => {
    expect(await asked(factor('totp', 'absent'), factor('recovery_code', 'helps'))).toEqual([])
  })

  test('is any of those it has, once one of them asks', async () => {
    expect(await asked(factor('passkey', 'absent'), factor('totp', 'asks'), factor('recovery_code', 'helps'))).toEqual([
      'totp',
      'recovery_code',
    ])
  })
})

describe('a password', () => {
  test('alone opens a session where nothing asks for more', async () => {
    expect(await begin([factor('recovery_code', 'helps')])).toMatchObject({ user: { id: ada.id } })
    expect(await sessionsOf(ada)).toBe(1)
  })

  test('alone opens none where a second factor is on, and says by what to go on', async () => {
    const { pending_id, ...rest } = await beginTwoSteps()
    expect(rest).toEqual({ methods: ['totp', 'recovery_code'], expires_in: PENDING_S })
    expect(Buffer.from(pending_id, 'base64url')).toHaveLength(32)
    expect(await sessionsOf(ada)).toBe(0)
  })

  test('that is wrong is answered alike with and without a second factor, and like an account that is none', async () => {
    const wrong = (factors: SecondFactor[], email = ada.email) =>
      signIn({ ...house.deps, secondFactors: factors }, { email, password: 'wrong horse', visitor }).catch(
        (error: { body: unknown }) => error.body,
      )
    const plain = await wrong([])
    expect(plain).toMatchObject({ type: '/problems/wrong-credentials' })
    expect(await wrong(secondFactors)).toEqual(plain)
    expect(await wrong(secondFactors, 'nobody@example.org')).toEqual(plain)
  })
})

describe('a sign-in that waits', () => {
  test('ends once with a proof, in a new session', async () => {
    const pending = await beginTwoSteps()
    expect(await complete(pending)).toMatchObject({ user: ada })
    expect(await typeOf(complete(pending))).toBe('/problems/pending-sign-in-over')
    expect(await sessionsOf(ada)).toBe(1)
  })

  test('opens one session for many proofs at once', async () => {
    const pending = await beginTwoSteps()
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => typeOf(complete(pending))))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === '/problems/pending-sign-in-over')).toHaveLength(7)
    expect(await sessionsOf(ada)).toBe(1)
  })

  test('is over after its two minutes, to the second', async () => {
    const [early, late] = [await beginTwoSteps(), await beginTwoSteps()]
    house.later(PENDING_S - 1)
    expect(await typeOf(complete(early))).toBe('ok')
    house.later(1)
    expect(await typeOf(complete(late))).toBe('/problems/pending-sign-in-over')
  })

  test('is over after five wrong proofs, even for the right one', async () => {
    const pending = await beginTwoSteps()
    for (let n = 0; n < PENDING_ATTEMPTS_MAX; n++) expect(await complete(pending, no)).toBeUndefined()
    expect(await typeOf(complete(pending))).toBe('/problems/pending-sign-in-over')
    expect(await sessionsOf(ada)).toBe(0)
  })

  test('is not found by a guessed secret, nor by the id that other devices know it by', async () => {
    const pending = await beginTwoSteps()
    const { id } = await findPendingByToken(house.deps, pending.pending_id)
    for (const pendingId of [id, 'x', '', `${pending.pending_id}A`]) {
      expect(await typeOf(complete(pending, { pendingId }))).toBe('/problems/pending-sign-in-over')
    }
  })

  test('takes no method that it did not offer', async () => {
    const pending = await beginTwoSteps()
    expect(await typeOf(complete(pending, { method: 'passkey' }))).toBe('/problems/pending-sign-in-over')
    expect(await typeOf(complete(pending))).toBe('ok')
  })

  test('gives back what its proof used up when no session comes of it', async () => {
    const pending = await beginTwoSteps()
    const prove = async (): Promise<boolean> => Promise.reject(new Error('the proof broke'))
    await expect(complete(pending, { prove })).rejects.toThrow('the proof broke')
    expect(await typeOf(complete(pending))).toBe('ok')
  })

  test('is named in the audit log, wrong proofs as well', async () => {
    const pending = await beginTwoSteps()
    await complete(pending, no)
    await complete(pending)
    const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
      db.selectFrom('audit_log').select(['action', 'address', 'object_kind']).orderBy('id').execute(),
    )
    expect(rows).toEqual([
      { action: 'sign-in.second-factor-wrong', address: visitor.address, object_kind: 'totp' },
      { action: 'session.opened', address: visitor.address, object_kind: 'session' },
    ])
  })
})

describe('guessing at the second step', () => {
  const from = (n: number) => ({ ...visitor, address: `198.51.100.${n}` })

  test('locks the account, and the password that is right every time clears nothing', async () => {
    for (let n = 0; n < FAILURES_MAX; n++) await complete(await beginTwoSteps(from(n)), { ...no, visitor: from(n) })
    expect(await typeOf(begin(secondFactors, from(99)))).toBe('/problems/too-many-attempts')
  })

  test('is forgiven once somebody is in', async () => {
    for (let n = 0; n < FAILURES_MAX - 1; n++) {
      await complete(await beginTwoSteps(from(100 + n)), { ...no, visitor: from(100 + n) })
    }
    expect(await complete(await beginTwoSteps(from(150)), { visitor: from(150) })).toBeDefined()
    await complete(await beginTwoSteps(from(151)), { ...no, visitor: from(151) })
    expect(await typeOf(begin(secondFactors, from(152)))).toBe('ok')
  })
})

test('nobody else sees that a sign-in waits', async () => {
  await beginTwoSteps()
  const ben = await house.newcomer({ name: 'Ben' })
  const seen = async (userId: User['id']) =>
    house.test.database.read({ kind: 'person', userId }, async (db) =>
      db.selectFrom('pending_sign_ins').select('user_id').execute(),
    )
  expect(await seen(ben.id)).toEqual([])
  expect(await seen(ada.id)).toEqual([{ user_id: ada.id }])
})
