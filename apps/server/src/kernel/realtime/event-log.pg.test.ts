import { deviceId, type SpaceId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Context, SIGN_IN, SWEEP } from '../database/index.ts'
import { newId } from '../ids.ts'
import { readLog, readLogs } from './event-log.ts'
import { FEED_ROWS } from './limits.ts'

let house: TestDatabase
beforeAll(async () => {
  house = await openTestDatabase()
})
afterAll(async () => house[Symbol.asyncDispose]())

type Family = { ada: UserId; ben: UserId; adas: SpaceId; shared: SpaceId }

/** Ada has a space of her own and is a member of Ben's. */
async function family(): Promise<Family> {
  const { userId: ada, spaceId: adas } = await createPersonAndSpace(house.database, { name: 'Ada' })
  const { userId: ben, spaceId: shared } = await createPersonAndSpace(house.database, { name: 'Ben', kind: 'family' })
  await addMember(house.database, { userId: ada, spaceId: shared, role: 'member' })
  return { ada, ben, adas, shared }
}

async function happen(about: { userId: UserId; spaceId: SpaceId; times?: number }): Promise<void> {
  await house.database.write({ kind: 'person', userId: about.userId }, async (tx) =>
    sql`select append_events(${about.spaceId}::uuid, ${newId(deviceId)}::uuid, array_agg('page.read'::text),
          array_agg('{}'::jsonb)) from generate_series(1, ${about.times ?? 1}::int)`.execute(tx),
  )
}

test('many people are read what each of them would read, each from where they are', async () => {
  const { ada, ben, adas, shared } = await family()
  await happen({ userId: ben, spaceId: shared, times: 3 })
  await happen({ userId: ada, spaceId: adas, times: 2 })
  const readers = [
    { userId: ada, after: 2 },
    { userId: ben, after: 0 },
  ]
  const pages = await readLogs(house.database, readers)
  for (const reader of readers) expect(pages.get(reader.userId)).toEqual(await readLog(house.database, reader))
  expect(pages.get(ada)?.entries.map(({ seq }) => seq)).toEqual([3, 4, 5])
  expect(pages.get(ben)?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
})

test('who has left a space is read nothing of it, and their own as before', async () => {
  const { ada, ben, adas, shared } = await family()
  await happen({ userId: ben, spaceId: shared })
  await happen({ userId: ada, spaceId: adas })
  await house.database.write(SWEEP, async (tx) =>
    tx.deleteFrom('members').where('user_id', '=', ada).where('space_id', '=', shared).execute(),
  )
  const pages = await readLogs(house.database, [
    { userId: ada, after: 0 },
    { userId: ben, after: 0 },
  ])
  expect(pages.get(ada)?.entries.map(({ seq }) => seq)).toEqual([2])
  expect(pages.get(ben)?.entries.map(({ seq }) => seq)).toEqual([1])
})

test('many share what one read holds, and who has more is said to', async () => {
  const { ada, ben, adas } = await family()
  const others = Array.from({ length: 998 }, () => ({ userId: newId(deviceId) as never, after: 0 }))
  await happen({ userId: ada, spaceId: adas, times: 5 })
  const pages = await readLogs(house.database, [{ userId: ada, after: 0 }, { userId: ben, after: 0 }, ...others])
  const { entries, isLast } = pages.get(ada) ?? {}
  expect(entries?.map(({ seq }) => seq)).toEqual(Array.from({ length: FEED_ROWS / 1_000 }, (_, n) => n + 1))
  expect(isLast).toBe(false)
  expect(pages.has(ben)).toBe(false)
})

test('no person, job or stranger reads the logs of many', async () => {
  const { ada, ben, shared } = await family()
  await happen({ userId: ben, spaceId: shared })
  const seen = async (context: Context): Promise<number> => {
    const { rows } = await house.database.read(context, async (db) =>
      sql`select * from events_after(${[ada, ben]}::uuid[], array[0, 0]::bigint[], 10)`.execute(db),
    )
    return rows.length
  }
  expect(await seen(SWEEP)).toBe(2)
  expect(await seen({ kind: 'person', userId: ben, spaceId: shared })).toBe(0)
  expect(await seen({ kind: 'job', spaceId: shared, onBehalfOf: ben })).toBe(0)
  expect(await seen(SIGN_IN)).toBe(0)
})
