import { collectionId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../ids.ts'
import { afterCommit, beforeCommit, type Context, type Tx } from './index.ts'

let house: TestDatabase
let context: Extract<Context, { kind: 'person' }>

beforeAll(async () => {
  house = await openTestDatabase()
  context = { kind: 'person', ...(await createPersonAndSpace(house.database)) }
})
afterAll(async () => house[Symbol.asyncDispose]())

async function addFolder(tx: Tx, title: string): Promise<void> {
  const space_id = context.spaceId
  if (space_id === undefined) throw new TypeError('the context names a space')
  await tx
    .insertInto('collections')
    .values({ id: newId(collectionId), space_id, title })
    .execute()
}

async function titles(): Promise<string[]> {
  const rows = await house.database.read(context, async (db) =>
    db.selectFrom('collections').select('title').orderBy('title').execute(),
  )
  return rows.map(({ title }) => title)
}

test('a read cannot write', async () => {
  const written = house.database.read(context, async (db) => sql`delete from collections`.execute(db))
  await expect(written).rejects.toThrow('read-only transaction')
})

test('work that throws leaves nothing, and what was to follow does not', async () => {
  const order: string[] = []
  const failed = house.database.write(context, async (tx) => {
    afterCommit(tx, () => order.push('after'))
    beforeCommit(tx, async () => void order.push('before'))
    await addFolder(tx, 'never')
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  expect(order).toEqual([])
  expect(await titles()).toEqual([])
})

test('what comes last runs after the work and inside the transaction, then what follows it', async () => {
  const order: string[] = []
  await house.database.write(context, async (tx) => {
    afterCommit(tx, () => order.push('after'))
    beforeCommit(tx, async () => {
      order.push('before')
      await addFolder(tx, 'last')
    })
    order.push('work')
    return Promise.resolve()
  })
  expect(order).toEqual(['work', 'before', 'after'])
  expect(await titles()).toEqual(['last'])
})

test('what fails last takes the whole transaction back', async () => {
  const failed = house.database.write(context, async (tx) => {
    beforeCommit(tx, async () => Promise.reject(new Error('the log is closed')))
    await addFolder(tx, 'taken back')
  })
  await expect(failed).rejects.toThrow('the log is closed')
  expect(await titles()).not.toContain('taken back')
})

test('two writers that wait for each other both succeed in the end', async () => {
  const rows = ['left', 'right']
  await house.database.write(context, async (tx) => {
    for (const title of rows) await addFolder(tx, title)
  })
  const meeting = Promise.withResolvers<void>()
  let arrived = 0
  let attempts = 0
  const touch = async (order: string[]): Promise<void> =>
    house.database.write(context, async (tx) => {
      attempts += 1
      for (const title of order) {
        await sql`update collections set title = title where title = ${title}`.execute(tx)
        arrived += 1
        if (arrived >= 2) meeting.resolve()
        await meeting.promise
      }
    })
  await Promise.all([touch(rows), touch(rows.toReversed())])
  expect(attempts).toBeGreaterThan(2)
})
