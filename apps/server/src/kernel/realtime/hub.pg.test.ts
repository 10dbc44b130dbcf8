import { REALTIME_MESSAGES_PER_SECOND_MAX, REALTIME_PROTOCOL, realtimeClose, userId } from '@kinfolio/contracts'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createPersonAndSpace } from '../../../test/database.ts'
import { newId } from '../ids.ts'
import { connect, greeted, happen, openHouse } from './house.fixture.ts'

describe('a socket', () => {
  test('is welcomed by name and hears what happens from then on', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    await happen(house, ada)
    using client = await greeted(house.url, { token: ada.userId })
    expect(client.messages[0]).toEqual({
      type: 'welcome',
      protocol: REALTIME_PROTOCOL,
      user_id: ada.userId,
      seq: 1,
    })
    await happen(house, ada)
    const event = await client.heard('event')
    expect(event).toMatchObject({ seq: 2, kind: 'document.changed', ids: { space_id: ada.spaceId } })
  })

  test('hears nothing of other people', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    const ben = await createPersonAndSpace(house.database, { name: 'Ben' })
    using client = await greeted(house.url, { token: ada.userId, since: 0 })
    await happen(house, ben)
    await happen(house, ada)
    await client.heard('event')
    expect(client.events()).toEqual([1])
  })

  test('that begins with anything but a hello is closed', async () => {
    await using house = await openHouse()
    using client = await connect(house.url)
    client.say({ type: 'ping' })
    expect(await client.closed).toBe(realtimeClose.badMessage)
  })

  test('with a token that is none is closed without a welcome', async () => {
    await using house = await openHouse()
    using client = await greeted(house.url, { token: 'stolen' })
    expect(await client.closed).toBe(realtimeClose.signInRequired)
    expect(client.messages).toEqual([])
  })

  test.each([0, REALTIME_PROTOCOL + 1])('of protocol %i is told that it is not spoken here', async (protocol) => {
    await using house = await openHouse()
    using client = await connect(house.url)
    client.say({ type: 'hello', protocol, token: newId(userId) })
    expect(await client.closed).toBe(realtimeClose.protocolUnknown)
  })

  test('that says nothing is closed after a while', async () => {
    await using house = await openHouse({ limits: { helloTimeoutMs: 100, upkeepMs: 20 } })
    using client = await connect(house.url)
    expect(await client.closed).toBe(realtimeClose.signInRequired)
  })

  test.each([
    ['words that are no JSON', 'hello?'],
    ['an unknown message', '{"type":"shout"}'],
    ['an ack without a number', '{"type":"ack","seq":"1"}'],
    ['a second hello', `{"type":"hello","protocol":${REALTIME_PROTOCOL},"token":"${newId(userId)}"}`],
    ['bytes', Buffer.from([1, 2, 3])],
  ])('that sends %s is closed', async (_what, message) => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(house.url, { token: ada.userId })
    client.socket.send(message)
    expect(await client.closed).toBe(realtimeClose.badMessage)
  })

  test('that sends more than 64 KiB at once is closed', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(house.url, { token: ada.userId })
    client.socket.send(JSON.stringify({ type: 'ping', padding: 'x'.repeat(64 * 1024) }))
    expect(await client.closed).toBe(1009)
  })

  test('that floods is closed, and one at the limit is served', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(house.url, { token: ada.userId })
    // The hello was the first message of this second.
    for (let sent = 1; sent < REALTIME_MESSAGES_PER_SECOND_MAX; sent++) client.say({ type: 'ping' })
    await client.heard('pong')
    expect(client.socket.readyState).toBe(WebSocket.OPEN)
    for (let sent = 0; sent <= REALTIME_MESSAGES_PER_SECOND_MAX; sent++) client.say({ type: 'ping' })
    expect(await client.closed).toBe(realtimeClose.tooManyMessages)
  })

  test('whose token ends is closed, unless it shows a fresh one of the same person', async () => {
    await using house = await openHouse({ limits: { upkeepMs: 20 } })
    const ada = await createPersonAndSpace(house.database)
    using forgetful = await greeted(house.url, { token: `${ada.userId} 300` })
    using careful = await greeted(house.url, { token: `${ada.userId} 300` })
    using stranger = await greeted(house.url, { token: ada.userId })
    careful.say({ type: 'token', token: `${ada.userId} 60000` })
    stranger.say({ type: 'token', token: newId(userId) })
    expect(await forgetful.closed).toBe(realtimeClose.signInRequired)
    expect(await stranger.closed).toBe(realtimeClose.signInRequired)
    await sleep(100)
    expect(careful.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('that no longer answers pings is cut', async () => {
    await using house = await openHouse({ limits: { pingMs: 50, silentMs: 200, upkeepMs: 20 } })
    const ada = await createPersonAndSpace(house.database)
    using alive = await greeted(house.url, { token: ada.userId })
    using dead = await greeted(house.url, { token: ada.userId })
    dead.socket.pause()
    for (const end = Date.now() + 5_000; house.realtime.sockets() > 1 && Date.now() < end;) await sleep(10)
    expect(house.realtime.sockets()).toBe(1)
    expect(alive.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('that does not read is cut before it fills the memory, and the others go on', async () => {
    await using house = await openHouse({ limits: { bufferedBytesMax: 64 * 1024 } })
    const ada = await createPersonAndSpace(house.database)
    using slow = await greeted(house.url, { token: ada.userId })
    using quick = await greeted(house.url, { token: ada.userId })
    slow.socket.pause()
    const { spaceId } = ada
    const ids = { space_id: spaceId }
    for (let round = 0; house.realtime.sockets() > 1 && round < 100; round++) {
      await house.database.write({ kind: 'person', ...ada }, async (tx) => {
        // Device ids that differ keep the log from saying the same thing once only.
        const events = Array.from({ length: 500 }, (_, n) => ({
          kind: 'job.changed' as const,
          ids: { ...ids, job_id: `00000000-0000-7000-8000-${String(round * 500 + n).padStart(12, '0')}` as never },
        }))
        await house.personLog.append(tx, { spaceId, events })
      })
      await sleep(5)
    }
    expect(house.realtime.sockets()).toBe(1)
    await sleep(200)
    const seqs = quick.events()
    expect(seqs.length).toBeGreaterThan(500)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => n + 1))
  })

  test('on another path is none', async () => {
    await using house = await openHouse()
    const socket = new WebSocket(house.url.replace('/api/realtime', '/api/other'))
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('404')
    expect(house.realtime.sockets()).toBe(0)
  })

  test('comes and goes with a word to whoever keeps presence', async () => {
    const seen: [string, boolean][] = []
    await using house = await openHouse({ onPresence: ({ userId: id, isOnline }) => seen.push([id, isOnline]) })
    const ada = await createPersonAndSpace(house.database)
    const client = await greeted(house.url, { token: ada.userId })
    client.socket.close()
    await client.closed
    for (const end = Date.now() + 2_000; house.realtime.sockets() > 0 && Date.now() < end;) await sleep(5)
    expect(seen).toEqual([
      [ada.userId, true],
      [ada.userId, false],
    ])
  })

  test('is told when the server stops', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(house.url, { token: ada.userId })
    await house.realtime.stop()
    expect(await client.closed).toBe(realtimeClose.serverStops)
  })
})
