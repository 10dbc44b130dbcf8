import { deviceKeyId, registerDeviceKey, revokeDeviceKey } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openWorld, type Answer, type World } from '../../../../test/access-world.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import { makeDevice, type TestDevice } from './keys.fixture.ts'

let world: World
let device: TestDevice
let token: string
beforeAll(async () => {
  world = await openWorld()
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())
beforeEach(async () => {
  device = await makeDevice()
  token = await world.signIn(world.people.member)
})

const problemOf = (answer: Answer): unknown => [answer.status, answer.json()['why'] ?? answer.json()['reason']]

async function register(by = device, at: { token?: string; signing?: object; signedBy?: TestDevice } = {}) {
  const json = { signing: at.signing ?? by.signing }
  const url = registerDeviceKey.path
  const asking = { method: 'POST', url, token: at.token ?? token } as const
  const proof = await (at.signedBy ?? by).prove({ ...asking, body: JSON.stringify(json), now: systemClock.now() })
  return world.ask({ ...asking, json, headers: { 'x-kinfolio-proof': proof } })
}
const keys = async (of = token) =>
  (await world.ask({ method: 'GET', url: registerDeviceKey.path, token: of })).json()['device_keys'] as {
    id: string
    is_of_this_session: boolean
  }[]
const isOpen = async (of: string) => (await world.ask({ method: 'GET', url: '/api/me', token: of })).status === 200

/** A critical request that finds nothing to do: 404 is how far who may gets. */
const critical = `${revokeDeviceKey.path.replace(':device_key_id', newId(deviceKeyId))}`
async function askCritical(by: TestDevice | undefined, changed: Parameters<TestDevice['prove']>[1] = {}, of = token) {
  const asking = { method: 'DELETE', url: critical, token: of } as const
  const proof = await by?.prove({ ...asking, now: systemClock.now() }, changed)
  return world.ask({ ...asking, ...(proof === undefined ? {} : { headers: { 'x-kinfolio-proof': proof } }) })
}

describe('a device key', () => {
  test('is bound to the session that registers it, and listed', async () => {
    const made = await register()
    expect(made.status).toBe(200)
    expect(made.json()).toMatchObject({ signing: device.signing, is_of_this_session: true })
    const other = await world.signIn(world.people.member)
    expect((await keys(other)).find(({ id }) => id === made.json()['id'])).toMatchObject({ is_of_this_session: false })
  })

  test('is not taken from who does not hold its private half', async () => {
    expect(problemOf(await register(device, { signedBy: await makeDevice() }))).toEqual([422, 'not-signed-by-it'])
    expect(await keys()).toEqual(expect.not.arrayContaining([expect.objectContaining({ is_of_this_session: true })]))
  })

  test('keeps its private half to itself: what came along is not kept', async () => {
    const made = await register(device, { signing: { ...device.signing, d: 'A'.repeat(43) } })
    expect(made.status).toBe(200)
    expect(made.body).not.toContain('"d"')
  })

  test('may be registered again, and no second one beside it', async () => {
    const first = (await register()).json()['id']
    expect((await register()).json()['id']).toBe(first)
    expect(problemOf(await register(await makeDevice()))).toEqual([422, 'another-key-already'])
  })

  test('comes along to a new session of its device, and the old one ends rather than go unsigned', async () => {
    const first = (await register()).json()['id']
    const next = await world.signIn(world.people.member)
    expect((await register(device, { token: next })).json()['id']).toBe(first)
    expect([await isOpen(token), await isOpen(next)]).toEqual([false, true])
  })

  test('of one person is not another’s', async () => {
    await register()
    const stranger = await world.signIn(world.people.outsider)
    expect(problemOf(await register(device, { token: stranger }))).toEqual([422, 'key-in-use'])
    expect(await keys(stranger)).toEqual([])
  })

  test('that is revoked ends its session, and never comes back', async () => {
    const id = String((await register()).json()['id'])
    const other = await world.signIn(world.people.member)
    const url = revokeDeviceKey.path.replace(':device_key_id', id)
    expect((await world.ask({ method: 'DELETE', url, token: other })).status).toBe(204)
    expect(await isOpen(token)).toBe(false)
    expect((await world.ask({ method: 'DELETE', url, token: other })).status).toBe(404)
    expect(problemOf(await register(device, { token: other }))).toEqual([422, 'revoked'])
  })

  test('is told of in the audit log, made and revoked', async () => {
    const id = String((await register()).json()['id'])
    const other = await world.signIn(world.people.member)
    await world.ask({ method: 'DELETE', url: revokeDeviceKey.path.replace(':device_key_id', id), token: other })
    const rows = await world.test.database.read({ kind: 'person', userId: world.people.member }, async (db) =>
      db.selectFrom('audit_log').select('action').where('object_id', '=', id).orderBy('id').execute(),
    )
    expect(rows.map(({ action }) => action)).toEqual(['device-key.registered', 'device-key.revoked'])
  })
})

describe('a critical request', () => {
  test('of a session without a device key needs no signature', async () => {
    expect((await askCritical(undefined)).status).toBe(404)
  })

  test('of a session with one is refused to a stolen token, and taken from the device', async () => {
    await register()
    expect(problemOf(await askCritical(undefined))).toEqual([403, 'missing'])
    expect(problemOf(await askCritical(await makeDevice()))).toEqual([403, 'invalid'])
    expect((await askCritical(device)).status).toBe(404)
  })

  test('works once', async () => {
    await register()
    const jti = 'the same one, twice over'
    expect((await askCritical(device, { jti })).status).toBe(404)
    expect(problemOf(await askCritical(device, { jti }))).toEqual([403, 'used'])
  })

  test('of one session is none of another, though the device is the same person’s', async () => {
    await register()
    const other = await world.signIn(world.people.member)
    await register(await makeDevice(), { token: other })
    expect(problemOf(await askCritical(device, {}, other))).toEqual([403, 'invalid'])
  })

  test('that is too old is told the time', async () => {
    await register()
    const now = Math.floor(Date.now() / 1_000)
    const late = await askCritical(device, { iat: now - 61 })
    expect(problemOf(late)).toEqual([403, 'expired'])
    expect(Math.abs(Number(late.json()['now']) - now)).toBeLessThan(20)
  })

  test('is not signed for by another request: the body counts', async () => {
    await register()
    const url = '/api/auth/device/allow'
    const asking = { method: 'POST', url, token } as const
    const proof = await device.prove({ ...asking, body: JSON.stringify({ user_code: 'BCDFGHJK' }), now: new Date() })
    const swapped = { json: { user_code: 'BCDFGHJL' }, headers: { 'x-kinfolio-proof': proof } }
    expect(problemOf(await world.ask({ ...asking, ...swapped }))).toEqual([403, 'invalid'])
    const meant = { json: { user_code: 'BCDFGHJK' }, headers: { 'x-kinfolio-proof': proof } }
    expect((await world.ask({ ...asking, ...meant })).status).toBe(410)
  })
})

test('requests that are not critical go on without signatures', async () => {
  await register()
  expect(await isOpen(token)).toBe(true)
})
