import type { User } from '@kinfolio/contracts'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../../kernel/http/index.ts'
import { hasRecentProof } from '../account.queries.ts'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { FAILURES_MAX } from '../attempt.queries.ts'
import { createAccounts, type Accounts } from '../create-accounts.ts'
import { insertPasskey } from '../passkeys/passkey.queries.ts'

const visitor = { address: '192.0.2.1', userAgent: 'laptop' }
let house: TestAccounts
let accounts: Accounts
let ada: User
let person: Person

beforeAll(async () => {
  house = await openTestAccounts()
  accounts = createAccounts(house.deps)
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await house.newcomer()
  person = await house.signIn(ada)
})

const prove = (proof: string, more: Partial<Parameters<Accounts['doors']['stepUp']>[0]> = {}) =>
  accounts.doors.stepUp({ person, visitor, method: 'password', proof, ...more })
const isProved = (of = person) =>
  house.test.database.read({ kind: 'person', userId: of.userId }, (db) =>
    hasRecentProof(db, { id: of.sessionId, now: house.deps.clock.now() }),
  )
const codeOf = (secret: string) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: house.deps.clock.now().getTime() })

test('signing in is a proof, for five minutes', async () => {
  expect(await isProved()).toBe(true)
  house.later(299)
  expect(await isProved()).toBe(true)
  house.later(1)
  expect(await isProved()).toBe(false)
})

test('the password proves it again, for this session alone', async () => {
  const other = await house.signIn(ada)
  house.later(301)
  await prove(PASSWORD)
  expect([await isProved(), await isProved(other)]).toEqual([true, false])
})

test('a wrong password proves nothing, nor does the right one of somebody else', async () => {
  house.later(301)
  expect(await typeOf(prove('wrong horse'))).toBe('/problems/proof-wrong')
  expect(await isProved()).toBe(false)
})

test('a code proves it once', async () => {
  const { secret } = await accounts.doors.beginTotp({ person })
  await accounts.doors.confirmTotp({ person, visitor, code: codeOf(secret) })
  house.later(301)
  const code = codeOf(secret)
  await prove(`${code.slice(0, 3)} ${code.slice(3)}`, { method: 'totp' })
  expect(await isProved()).toBe(true)
  expect(await typeOf(prove(code, { method: 'totp' }))).toBe('/problems/proof-wrong')
})

test('a code proves nothing where there is no app', async () => {
  expect(await typeOf(prove('123456', { method: 'totp' }))).toBe('/problems/proof-wrong')
})

test('what a person has is what is offered', async () => {
  expect(await accounts.doors.listStepUpMethods({ person })).toEqual(['password'])
  const { secret } = await accounts.doors.beginTotp({ person })
  expect(await accounts.doors.listStepUpMethods({ person })).toEqual(['password'])
  await accounts.doors.confirmTotp({ person, visitor, code: codeOf(secret) })
  expect(await accounts.doors.listStepUpMethods({ person })).toEqual(['password', 'totp'])
})

test('a passkey comes before what is typed, for who has one', async () => {
  const row = {
    user_id: ada.id,
    credential_id: ada.id,
    user_handle: Buffer.of(1),
    public_key: Buffer.of(1),
    counter: 0,
  }
  await house.test.database.write({ kind: 'person', userId: ada.id }, async (tx) =>
    insertPasskey(tx, {
      ...row,
      id: crypto.randomUUID(),
      name: 'Phone',
      is_synced: false,
      transports: [],
      created_at: new Date(),
    }),
  )
  expect(await accounts.doors.listStepUpMethods({ person })).toEqual(['passkey', 'password'])
  const ben = await house.signIn(await house.newcomer({ name: 'Ben' }))
  expect(await accounts.doors.listStepUpMethods({ person: ben })).toEqual(['password'])
})

test('guessing at it counts like guessing at the door, and locks both', async () => {
  const from = (n: number) => ({ visitor: { ...visitor, address: `198.51.100.${n}` } })
  for (let n = 0; n < FAILURES_MAX; n++) await typeOf(prove('wrong horse', from(n)))
  expect(await typeOf(prove(PASSWORD, from(99)))).toBe('/problems/too-many-attempts')
  const atTheDoor = accounts.signIn({ email: ada.email, password: PASSWORD, ...from(98) })
  expect(await typeOf(atTheDoor)).toBe('/problems/too-many-attempts')
})

test('each proof is in the audit log', async () => {
  await prove(PASSWORD)
  const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
    db.selectFrom('audit_log').select(['action', 'object_kind', 'object_id']).orderBy('id', 'desc').limit(1).execute(),
  )
  expect(rows).toEqual([{ action: 'session.proved', object_kind: 'password', object_id: person.sessionId }])
})
