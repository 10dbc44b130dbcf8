import type { PendingSignIn, User } from '@kinfolio/contracts'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestAccounts, PASSWORD, type TestAccounts } from './accounts.testing.ts'
import { type Accounts, createAccounts } from './create-accounts.ts'

const visitor = { address: '192.0.2.1', userAgent: 'laptop' }
let house: TestAccounts
let accounts: Accounts
let ada: User
let secret: string
let codes: string[]
/** What was done since it was emptied: transactions and looks at passwords and sealed secrets. */
let work: string[]
beforeAll(async () => {
  house = await openTestAccounts()
  const { database, passwords, sealer, ...deps } = house.deps
  accounts = createAccounts({
    ...deps,
    database: {
      ...database,
      read: async (context, reading) => (work.push('read'), database.read(context, reading)),
      write: async (context, writing) => (work.push('write'), database.write(context, writing)),
    },
    passwords: {
      ...passwords,
      verify: async (password, stored) => (work.push('verify'), passwords.verify(password, stored)),
    },
    sealer: { ...sealer, open: (sealed, place) => (work.push('open'), sealer.open(sealed, place)) },
  })
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  work = []
  ada = await house.newcomer()
  const person = await house.signIn(ada)
  secret = (await accounts.doors.beginTotp({ person })).secret
  codes = (await accounts.doors.confirmTotp({ person, code: codeNow(), visitor })).recovery_codes
  house.later(60)
})

const codeNow = (): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: house.deps.clock.now().getTime() })
async function begin(): Promise<PendingSignIn> {
  const outcome = await accounts.signIn({ email: ada.email, password: PASSWORD, visitor })
  if (!('pending_id' in outcome)) throw new Error('a password alone opened a session')
  return outcome
}
type Step = 'signInWithTotp' | 'signInWithRecoveryCode'
async function workOf(step: Step, code: string): Promise<string[]> {
  const { pending_id: pendingId } = await begin()
  work = []
  await accounts.doors[step]({ pendingId, code, visitor }).catch(() => undefined)
  return [...work]
}

test.each([
  ['signInWithTotp', () => codeNow(), '000000'],
  ['signInWithRecoveryCode', () => codes[0] ?? '', 'zzzz-zzzz-zzzz-zzzz'],
] as const)('%s does as much for a wrong code as for the right one', async (step, right, wrong) => {
  const forWrong = await workOf(step, wrong)
  const forRight = await workOf(step, right())
  expect(forRight.length).toBeGreaterThan(3)
  // The last of both is a write: the failure that is counted, or those that are forgotten.
  expect(forWrong).toEqual(forRight)
})

test('a code that was used does as much as one that never was', async () => {
  const used = codeNow()
  const first = await workOf('signInWithTotp', used)
  expect(await workOf('signInWithTotp', used)).toEqual(first)
  expect(await workOf('signInWithTotp', '000000')).toEqual(first)
})

test('a recovery code of somebody else does as much as one of nobody', async () => {
  const [theirs = ''] = codes
  ada = await house.newcomer()
  const person = await house.signIn(ada)
  secret = (await accounts.doors.beginTotp({ person })).secret
  codes = (await accounts.doors.confirmTotp({ person, code: codeNow(), visitor })).recovery_codes
  house.later(60)
  const forTheirs = await workOf('signInWithRecoveryCode', theirs)
  expect(forTheirs).toEqual(await workOf('signInWithRecoveryCode', 'zzzz-zzzz-zzzz-zzzz'))
  expect(forTheirs).toContain('write')
})

test.each(['signInWithTotp', 'signInWithRecoveryCode'] as const)(
  '%s looks at no secret for a sign-in that is unknown',
  async (step) => {
    work = []
    await accounts.doors[step]({ pendingId: 'guessed', code: '123456', visitor }).catch(() => undefined)
    expect(work).toEqual(['read'])
  },
)
