import { type PendingSignIn, type User } from '@kinfolio/contracts'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../kernel/http/index.ts'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { createAccounts, type Accounts } from '../create-accounts.ts'
import { openOrAsk } from '../pending/open-or-ask.ts'
import { secondFactors } from '../second-factors.ts'

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
  house.deps.events.heard.length = 0
  ada = await house.newcomer()
  person = await house.signIn(ada)
})

const codeOf = (secret: string, inSteps = 0): string =>
  TOTP.generate({
    secret: Secret.fromBase32(secret),
    timestamp: house.deps.clock.now().getTime() + inSteps * 30_000,
  })
const by = () => ({ person, visitor })
async function turnOn(): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await accounts.doors.beginTotp({ person })
  const { recovery_codes: codes } = await accounts.doors.confirmTotp({ ...by(), code: codeOf(secret) })
  house.later(30)
  return { secret, codes }
}
async function begin(): Promise<PendingSignIn> {
  const outcome = await accounts.signIn({ email: ada.email, password: PASSWORD, visitor })
  if (!('pending_id' in outcome)) throw new Error('a password alone opened a session')
  return outcome
}
const withTotp = async (code: string, pending?: PendingSignIn) =>
  accounts.doors.signInWithTotp({ pendingId: (pending ?? (await begin())).pending_id, code, visitor })
const withRecovery = async (code: string, pending?: PendingSignIn) =>
  accounts.doors.signInWithRecoveryCode({ pendingId: (pending ?? (await begin())).pending_id, code, visitor })
const changes = () => house.deps.events.heard.map(({ body }) => (body as { change: string }).change)

describe('turning it on', () => {
  test('takes a code of the secret; until then a password stays enough', async () => {
    const { secret, otpauth_uri } = await accounts.doors.beginTotp({ person })
    expect(otpauth_uri).toContain(secret)
    expect(await typeOf(accounts.doors.confirmTotp({ ...by(), code: codeOf(secret, 5) }))).toBe('/problems/code-wrong')
    expect(await accounts.signIn({ email: ada.email, password: PASSWORD, visitor })).toHaveProperty('access_token')
    expect(await accounts.doors.getTwoStep({ person })).toEqual({ totp_since: null, recovery_codes_left: 0 })
    const { recovery_codes: codes } = await accounts.doors.confirmTotp({ ...by(), code: codeOf(secret) })
    expect(codes).toHaveLength(10)
    const since = house.deps.clock.now().toISOString()
    expect(await accounts.doors.getTwoStep({ person })).toEqual({ totp_since: since, recovery_codes_left: 10 })
    expect(changes()).toEqual(['second-factor-on'])
  })

  test('forgets a secret that was begun before and never confirmed', async () => {
    const { secret: first } = await accounts.doors.beginTotp({ person })
    const { secret: second } = await accounts.doors.beginTotp({ person })
    expect(await typeOf(accounts.doors.confirmTotp({ ...by(), code: codeOf(first) }))).toBe('/problems/code-wrong')
    expect(await typeOf(accounts.doors.confirmTotp({ ...by(), code: codeOf(second) }))).toBe('ok')
  })

  test('is refused while it is on: a stolen session cannot put another app in its place', async () => {
    const { secret } = await turnOn()
    expect(await typeOf(accounts.doors.beginTotp({ person }))).toBe('/problems/totp-on')
    expect(await typeOf(accounts.doors.confirmTotp({ ...by(), code: codeOf(secret) }))).toBe('/problems/totp-on')
    expect(await typeOf(withTotp(codeOf(secret)))).toBe('ok')
  })

  test('needs a beginning', async () => {
    expect(await typeOf(accounts.doors.confirmTotp({ ...by(), code: '123456' }))).toBe('/problems/totp-not-begun')
  })

  test('keeps the secret sealed and the codes as hashes', async () => {
    const { secret, codes } = await turnOn()
    const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) => [
      ...(await db.selectFrom('totp_secrets').select('secret as kept').execute()),
      ...(await db.selectFrom('recovery_codes').select('code_sha256 as kept').execute()),
    ])
    const kept = Buffer.concat(rows.map((row) => row.kept)).toString('latin1')
    expect(rows).toHaveLength(11)
    for (const told of [secret, Buffer.from(Secret.fromBase32(secret).bytes).toString('latin1'), ...codes]) {
      expect(kept).not.toContain(told)
    }
  })
})

describe('signing in with a code', () => {
  test('opens a session; the same code opens no second one', async () => {
    const { secret } = await turnOn()
    const code = codeOf(secret)
    expect(await withTotp(code)).toMatchObject({ user: ada })
    expect(await typeOf(withTotp(code))).toBe('/problems/code-wrong')
    house.later(30)
    expect(await typeOf(withTotp(codeOf(secret)))).toBe('ok')
  })

  test('of two uses of one code at once takes one', async () => {
    const { secret } = await turnOn()
    const pending = await Promise.all([begin(), begin(), begin()])
    const outcomes = await Promise.all(pending.map((one) => typeOf(withTotp(codeOf(secret), one))))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
  })

  test('takes no code that confirmed the app', async () => {
    const { secret } = await accounts.doors.beginTotp({ person })
    const code = codeOf(secret)
    await accounts.doors.confirmTotp({ ...by(), code })
    expect(await typeOf(withTotp(code))).toBe('/problems/code-wrong')
  })

  test('takes no code of somebody else', async () => {
    await turnOn()
    const mine = ada
    ada = await house.newcomer({ name: 'Ben' })
    person = await house.signIn(ada)
    const { secret: theirs } = await turnOn()
    ada = mine
    expect(await typeOf(withTotp(codeOf(theirs)))).toBe('/problems/code-wrong')
  })

  test('is asked for after every proof that is one alone, such as a link in a mail', async () => {
    await turnOn()
    const outcome = await openOrAsk({ ...house.deps, secondFactors }, { user: ada, visitor })
    expect(outcome).toMatchObject({ methods: ['totp', 'recovery_code'] })
  })
})

describe('a recovery code', () => {
  test('signs in once, in any spelling, and the person hears of it', async () => {
    const { codes } = await turnOn()
    const [code = ''] = codes
    house.deps.events.heard.length = 0
    expect(await withRecovery(code.toUpperCase().replaceAll('-', ' '))).toMatchObject({ user: ada })
    expect(await typeOf(withRecovery(code))).toBe('/problems/code-wrong')
    expect(changes()).toEqual(['recovery-codes-used'])
    expect(await accounts.doors.getTwoStep({ person })).toMatchObject({ recovery_codes_left: 9 })
  })

  test('of two uses at once works for one', async () => {
    const { codes } = await turnOn()
    const pending = await Promise.all([begin(), begin(), begin()])
    const outcomes = await Promise.all(pending.map((one) => typeOf(withRecovery(codes[0] ?? '', one))))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
  })

  test('no longer works once there are new ones', async () => {
    const { codes } = await turnOn()
    const { recovery_codes: renewed } = await accounts.doors.renewRecoveryCodes(by())
    expect(await typeOf(withRecovery(codes[0] ?? ''))).toBe('/problems/code-wrong')
    expect(await typeOf(withRecovery(renewed[0] ?? ''))).toBe('ok')
  })

  test('is not offered once all are used', async () => {
    const { codes } = await turnOn()
    for (const code of codes) await withRecovery(code)
    expect((await begin()).methods).toEqual(['totp'])
  })

  test('is not made where there is nothing to recover', async () => {
    expect(await typeOf(accounts.doors.renewRecoveryCodes(by()))).toBe('/problems/totp-not-begun')
  })
})

test('turned off, a password is enough again, no code is left, and the person hears of it', async () => {
  await turnOn()
  await accounts.doors.turnOffTotp(by())
  expect(await accounts.signIn({ email: ada.email, password: PASSWORD, visitor })).toHaveProperty('access_token')
  expect(await accounts.doors.getTwoStep({ person })).toEqual({ totp_since: null, recovery_codes_left: 0 })
  await accounts.doors.turnOffTotp(by())
  expect(changes()).toEqual(['second-factor-on', 'second-factor-off'])
})
