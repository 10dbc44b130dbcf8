import { randomBytes } from 'node:crypto'
import type { SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Context, SIGN_IN, SWEEP } from './index.ts'

type Owner = { userId: UserId; spaceId: SpaceId }

let house: TestDatabase
/** Ada owns a space and is a member of Ben's; Cleo has nothing to do with either. */
let ada: Owner
let ben: Owner
let cleo: Owner

beforeAll(async () => {
  house = await openTestDatabase()
  ada = await createPersonAndSpace(house.database, { name: 'Ada' })
  ben = await createPersonAndSpace(house.database, { name: 'Ben', kind: 'family' })
  cleo = await createPersonAndSpace(house.database, { name: 'Cleo' })
  await addMember(house.database, { userId: ada.userId, spaceId: ben.spaceId, role: 'view_only' })
  for (const { userId, spaceId } of [ada, ben, cleo]) {
    await house.database.write({ kind: 'person', userId, spaceId }, async (tx) => {
      await tx.insertInto('stored_files').values(file(spaceId)).execute()
      await sql`select append_events(${spaceId}::uuid, null, array['document.created'], array['{}'::jsonb])`.execute(tx)
    })
  }
})
afterAll(async () => house[Symbol.asyncDispose]())

const file = (spaceId: SpaceId) => ({ space_id: spaceId, sha256: randomBytes(32), size_bytes: 1 })

async function spacesOfFiles(context: Context): Promise<SpaceId[]> {
  const rows = await house.database.read(context, async (db) =>
    db.selectFrom('stored_files').select('space_id').execute(),
  )
  return rows.map(({ space_id }) => space_id).toSorted()
}

const sorted = (...owners: Owner[]): SpaceId[] => owners.map(({ spaceId }) => spaceId).toSorted()

describe('a person', () => {
  test('sees the content of all their spaces, and of no other', async () => {
    expect(await spacesOfFiles({ kind: 'person', userId: ada.userId })).toEqual(sorted(ada, ben))
    expect(await spacesOfFiles({ kind: 'person', userId: ben.userId })).toEqual(sorted(ben))
    expect(await spacesOfFiles({ kind: 'person', userId: cleo.userId })).toEqual(sorted(cleo))
  })

  test('who names a space sees that one only', async () => {
    const { userId } = ada
    expect(await spacesOfFiles({ kind: 'person', userId, spaceId: ben.spaceId })).toEqual(sorted(ben))
  })

  test('who names a space of others sees nothing', async () => {
    const { userId } = cleo
    expect(await spacesOfFiles({ kind: 'person', userId, spaceId: ada.spaceId })).toEqual([])
  })

  test('writes nothing into a space of others', async () => {
    const smuggled = house.database.write({ kind: 'person', userId: cleo.userId }, async (tx) =>
      tx.insertInto('stored_files').values(file(ada.spaceId)).execute(),
    )
    await expect(smuggled).rejects.toThrow('row-level security')
    const changed = await house.database.write({ kind: 'person', userId: cleo.userId }, async (tx) =>
      tx.updateTable('stored_files').set({ size_bytes: 2 }).where('space_id', '=', ada.spaceId).executeTakeFirst(),
    )
    expect(changed.numUpdatedRows).toBe(0n)
  })

  test('sees themselves, and no other account', async () => {
    const names = await house.database.read({ kind: 'person', userId: ada.userId }, async (db) =>
      db.selectFrom('users').select('name').execute(),
    )
    expect(names).toEqual([{ name: 'Ada' }])
  })

  test('reads their own log and no other, also in a space they share', async () => {
    const seen = async (userId: UserId) =>
      house.database.read({ kind: 'person', userId }, async (db) =>
        db.selectFrom('user_events').select(['user_id', 'space_id']).execute(),
      )
    expect((await seen(ada.userId)).map(({ space_id }) => String(space_id)).toSorted()).toEqual(sorted(ada, ben))
    expect((await seen(ada.userId)).every(({ user_id }) => user_id === ada.userId)).toBe(true)
    expect((await seen(cleo.userId)).map(({ space_id }) => space_id)).toEqual([cleo.spaceId])
  })

  test('tells nobody in a space of others', async () => {
    const told = house.database.write({ kind: 'person', userId: cleo.userId }, async (tx) =>
      sql`select append_events(${ada.spaceId}::uuid, null, array['page.read'], array['{}'::jsonb])`.execute(tx),
    )
    await expect(told).rejects.toThrow('outside this context')
  })
})

describe('a job', () => {
  test('sees the one space it works for, whoever asked for it', async () => {
    const { userId: onBehalfOf } = ada
    expect(await spacesOfFiles({ kind: 'job', spaceId: ben.spaceId, onBehalfOf })).toEqual(sorted(ben))
    expect(await spacesOfFiles({ kind: 'job', spaceId: ben.spaceId, onBehalfOf: undefined })).toEqual(sorted(ben))
  })

  test('writes nothing into another space', async () => {
    const { spaceId } = ben
    const smuggled = house.database.write({ kind: 'job', spaceId, onBehalfOf: ada.userId }, async (tx) =>
      tx.insertInto('stored_files').values(file(ada.spaceId)).execute(),
    )
    await expect(smuggled).rejects.toThrow('row-level security')
  })

  test('reads no sessions and no log of the person it works for', async () => {
    const context: Context = { kind: 'job', spaceId: ada.spaceId, onBehalfOf: ada.userId }
    const seen = await house.database.read(context, async (db) => ({
      sessions: await db.selectFrom('sessions').selectAll().execute(),
      events: await db.selectFrom('user_events').selectAll().execute(),
      counters: await db.selectFrom('user_event_counters').selectAll().execute(),
    }))
    expect(seen).toEqual({ sessions: [], events: [], counters: [] })
  })
})

describe('who is still signing in, or holds a link', () => {
  test.each<[string, Context]>([
    ['signing in', SIGN_IN],
    ['a share link', { kind: 'share-link' }],
  ])('sees no content and no account: %s', async (_who, context) => {
    expect(await spacesOfFiles(context)).toEqual([])
    const seen = await house.database.read(context, async (db) => ({
      users: await db.selectFrom('users').selectAll().execute(),
      members: await db.selectFrom('members').selectAll().execute(),
      spaces: await db.selectFrom('spaces').selectAll().execute(),
      jobs: await db.selectFrom('jobs').selectAll().execute(),
      events: await db.selectFrom('user_events').selectAll().execute(),
    }))
    expect(seen).toEqual({ users: [], members: [], spaces: [], jobs: [], events: [] })
  })

  test('finds one account by its exact address while signing in, and none otherwise', async () => {
    const email = `${ada.userId}@example.org`
    const find = async (context: Context) =>
      house.database.read(context, async (db) => sql`select name from sign_in_account(${email})`.execute(db))
    expect((await find(SIGN_IN)).rows).toEqual([{ name: 'Ada' }])
    expect((await find({ kind: 'share-link' })).rows).toEqual([])
    expect((await find({ kind: 'person', userId: cleo.userId })).rows).toEqual([])
  })
})

describe('the sweep', () => {
  test('sees every space', async () => {
    expect(await spacesOfFiles(SWEEP)).toEqual(sorted(ada, ben, cleo))
  })
})

describe('nobody', () => {
  test('sees nothing at all: a forgotten context fails closed', async () => {
    const client = new pg.Client({ connectionString: house.appUrl })
    await client.connect()
    for (const table of ['stored_files', 'users', 'members', 'spaces', 'jobs', 'user_events', 'sessions']) {
      const { rows } = await client.query(`select * from ${table}`)
      expect([table, rows]).toEqual([table, []])
    }
    await client.end()
  })

  test('keeps a context after its transaction', async () => {
    const client = new pg.Client({ connectionString: house.appUrl })
    await client.connect()
    await client.query("begin; select set_config('kinfolio.context', 'sweep', true)")
    expect((await client.query('select * from stored_files')).rows).toHaveLength(3)
    await client.query('commit')
    expect((await client.query('select * from stored_files')).rows).toEqual([])
    await client.end()
  })

  test('starts or removes triggers by hand', async () => {
    const client = new pg.Client({ connectionString: house.appUrl })
    await client.connect()
    const refused = async (text: string) => expect(client.query(text)).rejects.toThrow('permission denied')
    await refused("select graphile_worker.add_job('kinfolio')")
    await refused('select * from graphile_worker.jobs')
    await client.end()
  })

  test('gives a context an id that is none', async () => {
    const userId = "x', true); drop table users; --" as UserId
    await expect(spacesOfFiles({ kind: 'person', userId })).rejects.toThrow('lower-case UUIDs')
  })
})
