import { deviceId, realtimeClose, type SpaceId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace } from '../../../test/database.ts'
import { SWEEP } from '../database/index.ts'
import { pruneEvents } from '../events/index.ts'
import { newId } from '../ids.ts'
import { greeted, happen, hasHeard, openHouse, openProcess } from './house.fixture.ts'

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, n) => first + n)

describe('replay', () => {
  test('sends what was missed, says so, and goes on live', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    for (let n = 0; n < 5; n++) await happen(house, ada)
    using client = await greeted(house.url, { token: ada.userId, since: 2 })
    expect((await client.heard('replayed')).seq).toBe(5)
    await happen(house, ada)
    await hasHeard(client, 6)
    expect(client.messages.map(({ type }) => type)).toEqual(['welcome', 'event', 'event', 'event', 'replayed', 'event'])
    expect(client.events()).toEqual([3, 4, 5, 6])
  })

  test('without a cursor sends nothing old', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    await happen(house, ada)
    using client = await greeted(house.url, { token: ada.userId })
    await happen(house, ada)
    await hasHeard(client, 2)
    expect(client.messages.map(({ type }) => type)).toEqual(['welcome', 'event'])
  })

  test('of more than one page leaves nothing out', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    await house.database.write({ kind: 'person', ...ada }, async (tx) =>
      sql`select append_events(${ada.spaceId}::uuid, null, array_agg('page.read'::text), array_agg('{}'::jsonb))
            from generate_series(1, 1234)`.execute(tx),
    )
    using client = await greeted(house.url, { token: ada.userId, since: 0 })
    expect((await client.heard('replayed')).seq).toBe(1234)
    expect(client.events()).toEqual(upTo(1234))
  })

  test('and live together lose nothing and double nothing under eight writers and readers that come and go', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    const steady = await greeted(house.url, { token: ada.userId, since: 0 })
    const random = seeded(7)
    let written = 0
    const stop = Date.now() + 2_500
    const writers = Array.from({ length: 8 }, async () => {
      while (Date.now() < stop) {
        await happen(house, { ...ada, beforeCommitMs: random() * 6 })
        written += 1
      }
    })
    // A device that loses its connection again and again and comes back with the last event it saw.
    const seen: number[] = []
    while (Date.now() < stop) {
      const client = await greeted(house.url, { token: ada.userId, since: seen.at(-1) ?? 0 })
      await sleep(20 + random() * 120)
      client.socket.terminate()
      seen.push(...client.events())
    }
    await Promise.all(writers)
    const last = await greeted(house.url, { token: ada.userId, since: seen.at(-1) ?? 0 })
    await last.heard('replayed')
    seen.push(...last.events())
    await hasHeard(steady, written)
    expect(written).toBeGreaterThan(100)
    expect(seen).toEqual(upTo(written))
    expect(steady.events()).toEqual(upTo(written))
    for (const client of [steady, last]) client[Symbol.dispose]()
  })

  test('leaves no gap before live: what is written during the hello is heard', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    let isWritten = false
    const database: typeof house.database = {
      ...house.database,
      // Reads are answered late, so that the event falls between the look at the log and the live socket.
      read: async (context, work) => {
        const answer = await house.database.read(context, work)
        if (!isWritten) await happen(house, ada)
        isWritten = true
        return answer
      },
    }
    await using slow = await openProcess({ ...house, database })
    using client = await greeted(slow.url, { token: ada.userId })
    await hasHeard(client, 1)
  })

  test('shows nothing of a space that the person has left', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    const ben = await createPersonAndSpace(house.database, { name: 'Ben', kind: 'family' })
    await addMember(house.database, { userId: ada.userId, spaceId: ben.spaceId, role: 'member' })
    await happen(house, ben)
    await happen(house, ada)
    await leave(house.database, { userId: ada.userId, spaceId: ben.spaceId })
    using client = await greeted(house.url, { token: ada.userId, since: 0 })
    expect((await client.heard('replayed')).seq).toBe(2)
    expect(client.events()).toEqual([2])
  })

  test('of a cursor from before or beyond the log is a resync', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    for (let n = 0; n < 4; n++) await happen(house, ada)
    await house.database.write(SWEEP, async (tx) => {
      await sql`update user_events set at = now() - interval '31 days' where seq <= 2`.execute(tx)
    })
    await pruneEvents(house)
    using old = await greeted(house.url, { token: ada.userId, since: 1 })
    using foreign = await greeted(house.url, { token: ada.userId, since: 99 })
    using good = await greeted(house.url, { token: ada.userId, since: 2 })
    expect((await old.heard('resync')).seq).toBe(4)
    expect((await foreign.heard('resync')).seq).toBe(4)
    await good.heard('replayed')
    expect(good.events()).toEqual([3, 4])
    await happen(house, ada)
    await Promise.all([old, foreign, good].map(async (client) => hasHeard(client, 5)))
    expect(old.events()).toEqual([5])
  })

  test('of an event for one device reaches that device alone', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    const [phone, tablet] = [newId(deviceId), newId(deviceId)]
    using live = await greeted(house.url, { token: ada.userId, device_id: tablet })
    await house.database.write({ kind: 'person', ...ada }, async (tx) => {
      const events = [{ kind: 'settings.changed', ids: {} }] as const
      await house.personLog.append(tx, { spaceId: ada.spaceId, targetDeviceId: phone, events })
    })
    await happen(house, ada)
    using onPhone = await greeted(house.url, { token: ada.userId, device_id: phone, since: 0 })
    await onPhone.heard('replayed')
    await hasHeard(live, live.events().at(-1) ?? 2)
    expect(onPhone.events()).toEqual([1, 2])
    expect(live.events()).toEqual([2])
  })

  test('remembers what a device has acknowledged, and never more than it was sent', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    const device = newId(deviceId)
    for (let n = 0; n < 3; n++) await happen(house, ada)
    const client = await greeted(house.url, { token: ada.userId, since: 0, device_id: device })
    await client.heard('replayed')
    client.say({ type: 'ack', seq: 2 })
    client.say({ type: 'ack', seq: 1 })
    client.socket.close()
    await client.closed
    const cursor = async () =>
      house.database.read({ kind: 'person', userId: ada.userId }, async (db) =>
        db.selectFrom('event_cursors').select(['device_id', 'seq']).execute(),
      )
    for (const end = Date.now() + 2_000; (await cursor()).length === 0 && Date.now() < end;) await sleep(10)
    expect(await cursor()).toEqual([{ device_id: device, seq: '2' }])
    const greedy = await greeted(house.url, { token: ada.userId, since: 0, device_id: device })
    await greedy.heard('replayed')
    greedy.say({ type: 'ack', seq: 1_000 })
    greedy.say({ type: 'ping' })
    await greedy.heard('pong')
    await house.realtime.stop()
    expect(await greedy.closed).toBe(realtimeClose.serverStops)
    expect(await cursor()).toEqual([{ device_id: device, seq: '3' }])
    // The same device from an older copy of itself: what it has read stays read.
    await using later = await openProcess(house)
    using older = await greeted(later.url, { token: ada.userId, since: 0, device_id: device })
    await older.heard('replayed')
    older.say({ type: 'ack', seq: 1 })
    older.say({ type: 'ping' })
    await older.heard('pong')
    await later.realtime.stop()
    expect(await cursor()).toEqual([{ device_id: device, seq: '3' }])
  })
})

describe('several processes', () => {
  test('wake each other: what one commits the sockets of another hear at once', async () => {
    await using house = await openHouse()
    const bus = { kind: 'postgres', directUrl: house.directUrl, log: quietLog } as const
    await using web = await openProcess(house, { bus })
    await using worker = await openProcess(house, { bus })
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(web.url, { token: ada.userId })
    const startedAt = performance.now()
    await happen({ database: house.database, personLog: worker.personLog }, ada)
    await client.heard('event')
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('that were cut off from each other look into the log once they are back', async () => {
    await using house = await openHouse()
    const bus = { kind: 'postgres', directUrl: house.directUrl, log: quietLog } as const
    await using web = await openProcess(house, { bus })
    await using worker = await openProcess(house, { bus })
    const ada = await createPersonAndSpace(house.database)
    using client = await greeted(web.url, { token: ada.userId })
    await cutFanout(house.adminUrl)
    await happen({ database: house.database, personLog: worker.personLog }, ada)
    await hasHeard(client, 1)
  })

  test('show progress to the members of a space and to nobody else', async () => {
    await using house = await openHouse()
    const bus = { kind: 'postgres', directUrl: house.directUrl, log: quietLog } as const
    await using web = await openProcess(house, { bus })
    await using worker = await openProcess(house, { bus })
    const ada = await createPersonAndSpace(house.database)
    const ben = await createPersonAndSpace(house.database, { name: 'Ben' })
    using member = await greeted(web.url, { token: ada.userId })
    using other = await greeted(web.url, { token: ben.userId })
    worker.realtime.showProgress({ spaceId: ada.spaceId, job: jobOf(ada.spaceId) })
    expect(await member.heard('progress')).toMatchObject({ job: { title: 'Reading', progress: { done: 3 } } })
    expect(other.messages.map(({ type }) => type)).toEqual(['welcome'])
  })
})

const quietLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

function jobOf(spaceId: SpaceId) {
  const now = new Date().toISOString()
  return {
    id: newId(deviceId) as never,
    space_id: spaceId,
    kind: 'testing.read',
    state: 'running' as const,
    parent_id: null,
    document_id: null,
    page_id: null,
    title: 'Reading',
    progress: { done: 3, total: 9, unit: 'pages' as const },
    attempts: 1,
    max_attempts: 5,
    error: null,
    next_attempt_at: null,
    created_at: now,
    updated_at: now,
    finished_at: null,
  }
}

async function cutFanout(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where application_name = 'kinfolio-fanout' and datname = current_database()`)
  await admin.end()
}

async function leave(
  database: Parameters<typeof createPersonAndSpace>[0],
  member: { userId: UserId; spaceId: SpaceId },
): Promise<void> {
  await database.write(SWEEP, async (tx) =>
    tx.deleteFrom('members').where('user_id', '=', member.userId).where('space_id', '=', member.spaceId).execute(),
  )
}

/** The same sequence at every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
