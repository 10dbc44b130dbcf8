import { realtimeClose, REALTIME_PROTOCOL, sessionId, type SessionId, type UserId } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../ids.ts'
import { connect, greeted, openHouse, openProcess, type Process } from './house.fixture.ts'

type Ending = Pick<TestDatabase, 'database'> & Pick<Process, 'personLog'>

async function end(house: Ending, at: { userId: UserId; session: SessionId }): Promise<void> {
  const { userId, session } = at
  await house.database.write({ kind: 'person', userId }, (tx) =>
    house.personLog.appendFor(tx, {
      userIds: [userId],
      events: [{ kind: 'session.ended', ids: { session_id: session } }],
    }),
  )
}
const tokenOf = (userId: UserId, session: SessionId) => `${userId} 60000 ${session}`

test('the sockets of a session that ends are closed at once, and those of others hear of it', async () => {
  await using house = await openHouse()
  const { userId } = await createPersonAndSpace(house.database)
  const [laptop, phone] = [newId(sessionId), newId(sessionId)]
  using gone = await greeted(house.url, { token: tokenOf(userId, laptop) })
  using alsoGone = await greeted(house.url, { token: tokenOf(userId, laptop), since: 0 })
  using stays = await greeted(house.url, { token: tokenOf(userId, phone) })
  await end(house, { userId, session: laptop })
  expect(await gone.closed).toBe(realtimeClose.signInRequired)
  expect(await alsoGone.closed).toBe(realtimeClose.signInRequired)
  expect(await stays.heard('event')).toMatchObject({ kind: 'session.ended', ids: { session_id: laptop } })
  stays.say({ type: 'ping' })
  await stays.heard('pong')
})

test('also where they are connected to another process', async () => {
  await using data = await openTestDatabase()
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const bus = { kind: 'postgres', directUrl: data.directUrl, log } as const
  await using here = await openProcess(data, { bus })
  await using there = await openProcess(data, { bus })
  const { userId } = await createPersonAndSpace(data.database)
  const session = newId(sessionId)
  using gone = await greeted(there.url, { token: tokenOf(userId, session) })
  await end({ database: data.database, personLog: here.personLog }, { userId, session })
  expect(await gone.closed).toBe(realtimeClose.signInRequired)
})

test('a token of a session that has ended opens no socket', async () => {
  await using house = await openHouse({ isSessionOpen: async () => false })
  const { userId } = await createPersonAndSpace(house.database)
  using client = await connect(house.url)
  client.say({ type: 'hello', protocol: REALTIME_PROTOCOL, token: tokenOf(userId, newId(sessionId)) })
  expect(await client.closed).toBe(realtimeClose.signInRequired)
  expect(client.messages).toEqual([])
})

test('a session that ends while its socket is greeted does not slip through', async () => {
  const session = newId(sessionId)
  const ending = { done: async (): Promise<void> => undefined }
  await using house = await openHouse({
    isSessionOpen: async () => {
      // It was open when it was looked at, and ends right then.
      await ending.done()
      return true
    },
  })
  const { userId } = await createPersonAndSpace(house.database)
  ending.done = async () => end(house, { userId, session })
  using client = await greeted(house.url, { token: tokenOf(userId, session) })
  expect(await client.closed).toBe(realtimeClose.signInRequired)
})

test('a socket goes on with a fresh token of an open session only', async () => {
  const over = new Set<SessionId>()
  await using house = await openHouse({ isSessionOpen: async (speaker) => !over.has(speaker.sessionId) })
  const { userId } = await createPersonAndSpace(house.database)
  const session = newId(sessionId)
  using client = await greeted(house.url, { token: tokenOf(userId, session) })
  client.say({ type: 'token', token: tokenOf(userId, session) })
  client.say({ type: 'ping' })
  await client.heard('pong')
  await sleep(20)
  expect(client.socket.readyState).toBe(client.socket.OPEN)
  over.add(session)
  client.say({ type: 'token', token: tokenOf(userId, session) })
  expect(await client.closed).toBe(realtimeClose.signInRequired)
})
