import { realtimeClose, sessionId, type SessionId, type User } from '@kinfolio/contracts'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../kernel/clock.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { greeted, openHouse } from '../../../kernel/realtime/house.fixture.ts'
import { createSealer } from '../../../kernel/secrets/index.ts'
import { createAccessTokens } from '../access-tokens.ts'
import { PASSWORD, testPasswords } from '../accounts.testing.ts'
import { createAccounts } from '../create-accounts.ts'
import { makeDevice } from '../device-keys/keys.fixture.ts'
import { createDeviceKeys } from '../device-keys/device-keys.ts'
import { registerDeviceKey } from '../device-keys/register-device-key.ts'
import { people, secretLinks, sessions } from '../index.ts'
import { testKeys } from '../signing-keys.fixture.ts'
import { heardEvents } from '../../../../test/heard-events.ts'

const visitor = { address: '192.0.2.1', userAgent: 'laptop' }
const STRONG = 'another horse, another battery'
const house = await openHouse()
afterAll(async () => house[Symbol.asyncDispose]())

const { database, personLog } = house
const clock = systemClock
const accessTokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
const sealer = createSealer('a master key of tests, which is long enough')
const deps = { database, personLog, clock, accessTokens, sealer, events: heardEvents(), sendsMail: true }
const accounts = createAccounts({ ...deps, passwords: testPasswords })
const deviceKeys = createDeviceKeys(deps)

let passwordHash: string
beforeAll(async () => {
  passwordHash = await testPasswords.hash(PASSWORD)
})
let count = 0
let ada: User
let here: SessionId
let away: SessionId
beforeEach(async () => {
  const about = { name: 'Ada', email: `ada${count++}@example.org`, passwordHash }
  ada = await database.write(SIGN_IN, async (tx) => people.create(tx, about))
  here = await signIn()
  away = await signIn()
})

async function signIn(): Promise<SessionId> {
  const { access_token } = await sessions.open(deps, { user: ada, visitor })
  return z.object({ sid: sessionId }).parse(decodeJwt(access_token)).sid
}
const context = () => ({ kind: 'person', userId: ada.id }) as const
const person = () => ({ userId: ada.id, sessionId: here })
async function register(of: SessionId, device: Awaited<ReturnType<typeof makeDevice>>) {
  const mine = { person: { userId: ada.id, sessionId: of }, signing: device.signing, agreement: null }
  return database.write(context(), async (tx) => registerDeviceKey(deps, { tx, ...mine, address: visitor.address }))
}

/** What each of them does to the sessions: `all`, or those away from where it is done. */
const deeds: { deed: string; ends: 'all' | 'away'; act: () => Promise<void> }[] = [
  {
    deed: 'a password that is reset by a link',
    ends: 'all',
    async act() {
      const job = { kind: 'job', spaceId: undefined, onBehalfOf: ada.id } as const
      const publicUrl = 'https://home.example.org'
      const link = await database.write(job, async (tx) =>
        secretLinks.mint(tx, { userId: ada.id, purpose: 'reset-password', publicUrl, now: clock.now() }),
      )
      const token = new URL(link?.url ?? '').hash.replace('#token=', '')
      await accounts.mailbox.resetPassword({ token, password: STRONG, visitor })
    },
  },
  {
    deed: 'a password that is changed',
    ends: 'away',
    act: () =>
      accounts.mailbox.changePassword({ person: person(), oldPassword: PASSWORD, newPassword: STRONG, visitor }),
  },
  {
    deed: 'an account that is to be deleted',
    ends: 'away',
    async act() {
      const deletesAt = new Date(Date.now() + 30 * 86_400_000)
      await database.write(context(), async (tx) => people.deletion.mark(deps, { tx, ...person(), deletesAt }))
    },
  },
  {
    deed: 'a device key that is revoked',
    ends: 'away',
    async act() {
      const id = await register(away, await makeDevice())
      await deviceKeys.revoke({ person: person(), deviceKeyId: id, address: visitor.address })
    },
  },
  {
    deed: 'a device that takes its key to a new session',
    ends: 'away',
    async act() {
      const device = await makeDevice()
      await register(away, device)
      await register(here, device)
    },
  },
  {
    deed: 'signing out everywhere else',
    ends: 'away',
    act: () => accounts.doors.endOtherSessions({ person: person(), visitor }),
  },
  { deed: 'signing out', ends: 'away', act: () => accounts.signOut({ person: { ...person(), sessionId: away } }) },
]

test.each(deeds)('$deed closes the sockets of the sessions it ends, and no other', async ({ ends, act }) => {
  const socketOf = async (session: SessionId) => greeted(house.url, { token: `${ada.id} 60000 ${session}` })
  using gone = await socketOf(away)
  using mine = await socketOf(here)
  await act()
  expect(await gone.closed).toBe(realtimeClose.signInRequired)
  const isOpen = async (id: SessionId) =>
    database.read(context(), async (db) => sessions.isOpen(db, { id, now: clock.now() }))
  expect([await isOpen(here), await isOpen(away)]).toEqual([ends === 'away', false])
  if (ends === 'all') {
    expect(await mine.closed).toBe(realtimeClose.signInRequired)
    return
  }
  mine.say({ type: 'ping' })
  await mine.heard('pong')
})
