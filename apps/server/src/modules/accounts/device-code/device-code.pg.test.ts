import { DEVICE_CODE_INTERVAL_S, sessionId, type UserId } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { openTestAccounts, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { FAILURES_MAX } from '../attempt.queries.ts'
import { createDeviceCode, DEVICE_CODE_S, type DeviceCode } from './device-code.ts'

const television = { address: '192.0.2.1', userAgent: 'television' }
const phone = { address: '192.0.2.2', userAgent: 'phone' }

let house: TestAccounts
let codes: DeviceCode
let ada: Person & { userId: UserId }
beforeAll(async () => {
  house = await openTestAccounts()
  codes = createDeviceCode(house.deps)
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = { userId: (await house.newcomer()).id, sessionId: newId(sessionId) }
})
const later = (s: number): void => house.later(s)

const begin = async () => codes.begin({ clientName: 'Television', visitor: television })
const ask = async (deviceCode: string) => codes.exchange({ deviceCode, visitor: television })
const answer = async (userCode: string, isAllowed: boolean, visitor = phone) =>
  codes.answer({ person: ada, userCode, visitor, isAllowed })
const pause = (): void => later(DEVICE_CODE_INTERVAL_S)

describe('a device that waits', () => {
  test('shows eight letters that nobody takes for others', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, begin))
    for (const { userCode, deviceCode } of made) {
      expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
      expect(Buffer.from(deviceCode, 'base64url')).toHaveLength(32)
    }
    expect(new Set(made.map(({ userCode }) => userCode)).size).toBe(50)
  })

  test('is told to wait, then gets tokens of whoever let it in, once', async () => {
    const { deviceCode, userCode } = await begin()
    expect(await typeOf(ask(deviceCode))).toBe('/problems/authorization-pending')
    await answer(userCode, true)
    pause()
    expect(await ask(deviceCode)).toMatchObject({ user: { id: ada.userId } })
    expect(await typeOf(ask(deviceCode))).toBe('/problems/expired-token')
  })

  test('gets one session for many questions at once', async () => {
    const { deviceCode, userCode } = await begin()
    await answer(userCode, true)
    const answers = await Promise.all(Array.from({ length: 6 }, async () => typeOf(ask(deviceCode))))
    expect(answers.filter((each) => each === 'ok')).toHaveLength(1)
  })

  test('that asks too soon is slowed down, more each time', async () => {
    const { deviceCode } = await begin()
    await typeOf(ask(deviceCode))
    const interval = async () => ask(deviceCode).catch((error: { body: Record<string, unknown> }) => error.body)
    expect(await interval()).toMatchObject({ type: '/problems/slow-down', interval: 10 })
    expect(await interval()).toMatchObject({ type: '/problems/slow-down', interval: 15 })
    later(15)
    expect(await interval()).toMatchObject({ type: '/problems/authorization-pending', interval: 15 })
  })

  test('that is denied is told so, once, and gets nothing', async () => {
    const { deviceCode, userCode } = await begin()
    await answer(userCode, false)
    expect(await typeOf(ask(deviceCode))).toBe('/problems/access-denied')
    expect(await typeOf(ask(deviceCode))).toBe('/problems/expired-token')
  })

  test('waits ten minutes, to the second', async () => {
    const { deviceCode, userCode } = await begin()
    later(DEVICE_CODE_S - 1)
    expect(await typeOf(codes.find({ person: ada, userCode, visitor: phone }))).toBe('ok')
    later(1)
    expect(await typeOf(codes.find({ person: ada, userCode, visitor: phone }))).toBe('/problems/user-code-unknown')
    expect(await typeOf(answer(userCode, true))).toBe('/problems/user-code-unknown')
    expect(await typeOf(ask(deviceCode))).toBe('/problems/expired-token')
  })

  test('gets nothing for a code it made up, nor for the short one', async () => {
    const { userCode } = await begin()
    for (const guess of [userCode, 'x', 'A'.repeat(43)])
      expect(await typeOf(ask(guess))).toBe('/problems/expired-token')
  })
})

describe('whoever has the short code', () => {
  test('sees what waits and from where', async () => {
    const { userCode } = await begin()
    const found = await codes.find({ person: ada, userCode, visitor: phone })
    expect(found).toMatchObject({ client_name: 'Television', user_agent: 'television', address: '192.0.2.1' })
  })

  test('answers once: the second answer changes nothing', async () => {
    const { deviceCode, userCode } = await begin()
    await answer(userCode, false)
    expect(await typeOf(answer(userCode, true))).toBe('/problems/user-code-unknown')
    expect(await typeOf(ask(deviceCode))).toBe('/problems/access-denied')
  })

  test('is locked out after ten guesses, and a right code then helps no more', async () => {
    const { userCode } = await begin()
    const guesser = { ...phone, address: '198.51.100.1' }
    for (let n = 0; n < FAILURES_MAX; n++) await typeOf(answer('BBBBBBBB', true, guesser))
    expect(await typeOf(answer(userCode, true, guesser))).toBe('/problems/too-many-attempts')
  })

  test('leaves a trace: who let in what, from where', async () => {
    const { userCode } = await begin()
    await answer(userCode, true)
    const rows = await house.test.database.read({ kind: 'person', userId: ada.userId }, async (db) =>
      db.selectFrom('audit_log').select(['action', 'actor_id', 'address']).orderBy('id').execute(),
    )
    expect(rows).toEqual([{ action: 'device-sign-in.allowed', actor_id: ada.userId, address: phone.address }])
  })
})
