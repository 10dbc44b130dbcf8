import { collectionId, type SpaceId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../ids.ts'
import { type Context, type Database, openDatabase } from './index.ts'
import { NAMED_AFTER } from './statement-names.ts'

let house: TestDatabase
let who: { userId: UserId; spaceId: SpaceId }
let context: Context

beforeAll(async () => {
  house = await openTestDatabase()
  who = await createPersonAndSpace(house.database)
  context = { kind: 'person', ...who }
})
afterAll(async () => house[Symbol.asyncDispose]())

/** One connection, so that what is kept on it is seen. */
function openOne(options: { isPooled?: boolean } = {}): Database {
  return openDatabase({ url: house.appUrl, connectionsMax: 1, onError: () => undefined, ...options })
}

const folders = async (database: Database) =>
  database.write(context, async (tx) => tx.selectFrom('collections').selectAll().execute())

const plansOf = async (database: Database) =>
  database.read(context, async (db) => {
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)
    return rows.map(({ statement }) => statement)
  })

test('the plan of a question that is asked often stays on its connection', async () => {
  await using database = openOne()
  for (let times = 1; times < NAMED_AFTER; times++) await folders(database)
  expect(await plansOf(database)).toEqual([])
  await folders(database)
  expect(await plansOf(database)).toEqual([expect.stringContaining('from "collections"')])
})

test('no plan is kept where a pooler hands connections around', async () => {
  await using database = openOne({ isPooled: true })
  for (let times = 0; times < NAMED_AFTER; times++) await folders(database)
  expect(await plansOf(database)).toEqual([])
})

test('a plan for tables that a migration has changed since is thrown away, and the work is done', async () => {
  await using database = openOne()
  for (let times = 0; times < NAMED_AFTER; times++) await folders(database)
  const admin = new pg.Client({ connectionString: house.adminUrl })
  await admin.connect()
  await admin.query('alter table collections add column is_later boolean not null default true')
  await admin.end()
  const id = newId(collectionId)
  await database.write(context, async (tx) =>
    tx.insertInto('collections').values({ id, space_id: who.spaceId, title: 'after it' }).execute(),
  )
  expect(await folders(database)).toMatchObject([{ id, is_later: true }])
})
