import { deviceId, documentId, type SpaceId, userId, type UserId } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { beforeCommit } from '../database/index.ts'
import { newId } from '../ids.ts'
import { createPersonLog, type PersonLog } from './index.ts'

let house: TestDatabase
beforeAll(async () => {
  house = await openTestDatabase()
})
afterAll(async () => house[Symbol.asyncDispose]())

type Family = { ada: UserId; ben: UserId; spaceId: SpaceId; log: PersonLog; woken: UserId[][] }

/** Two people in one space, and a log that remembers whom it woke. */
async function family(): Promise<Family> {
  const woken: UserId[][] = []
  const { userId: ada, spaceId } = await createPersonAndSpace(house.database, { kind: 'family' })
  const { userId: ben } = await createPersonAndSpace(house.database, { name: 'Ben' })
  await addMember(house.database, { userId: ben, spaceId, role: 'view_only' })
  return { ada, ben, spaceId, woken, log: createPersonLog({ wake: (userIds) => woken.push(userIds.toSorted()) }) }
}

async function logOf(userId: UserId) {
  const rows = await house.database.read({ kind: 'person', userId }, async (db) =>
    db.selectFrom('user_events').select(['seq', 'kind', 'ids', 'target_device_id']).orderBy('seq').execute(),
  )
  return rows.map(({ seq, kind, ids }) => ({ seq: Number(seq), kind, ids }))
}

const created = (id: string) => ({ kind: 'document.created', ids: { document_id: id as never } }) as const

test('every member of the space is told in their own numbers, and woken once, after the commit', async () => {
  const { ada, ben, spaceId, log, woken } = await family()
  const document = newId(documentId)
  await house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
    await log.append(tx, { spaceId, events: [created(document)] })
    await log.append(tx, { spaceId, events: [{ kind: 'collection.changed', ids: {} }] })
    expect(woken).toEqual([])
  })
  const told = [
    { seq: 1, kind: 'document.created', ids: { document_id: document } },
    { seq: 2, kind: 'collection.changed', ids: {} },
  ]
  expect(await logOf(ada)).toEqual(told)
  expect(await logOf(ben)).toEqual(told)
  expect(woken).toEqual([[ada, ben].toSorted()])
})

test('what is said twice in one transaction is said once', async () => {
  const { ada, spaceId, log } = await family()
  const document = newId(documentId)
  await house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
    for (let n = 0; n < 5; n++) await log.append(tx, { spaceId, events: [created(document), created(document)] })
  })
  expect(await logOf(ada)).toHaveLength(1)
})

test('a transaction that is taken back tells nobody', async () => {
  const { ada, spaceId, log, woken } = await family()
  const undone = house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
    await log.append(tx, { spaceId, events: [created(newId(documentId))] })
    throw new Error('no')
  })
  await expect(undone).rejects.toThrow('no')
  const undoneLast = house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
    await log.append(tx, { spaceId, events: [created(newId(documentId))] })
    // Runs after the events were written.
    beforeCommit(tx, async () => Promise.reject(new Error('not even now')))
  })
  await expect(undoneLast).rejects.toThrow('not even now')
  expect([await logOf(ada), woken]).toEqual([[], []])
})

test('a transaction that wants to tell another space fails as a whole', async () => {
  const { ada, spaceId, log } = await family()
  const other = await createPersonAndSpace(house.database, { name: 'Cleo' })
  const told = house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
    await log.append(tx, { spaceId: other.spaceId, events: [created(newId(documentId))] })
  })
  await expect(told).rejects.toThrow('outside this context')
  expect(await logOf(other.userId)).toEqual([])
})

test('writers of two families at once neither wait in a circle nor leave a number out', async () => {
  const { ada, ben, spaceId, log } = await family()
  const more = await Promise.all(Array.from({ length: 18 }, async () => createPersonAndSpace(house.database)))
  const people = [ada, ben, ...more.map(({ userId }) => userId)]
  const second = await createPersonAndSpace(house.database, { name: 'Cleo', kind: 'family' })
  for (const { userId } of more) await addMember(house.database, { userId, spaceId, role: 'member' })
  // The other way round, so that rows as they lie would be locked in two orders.
  for (const userId of people.toReversed()) {
    await addMember(house.database, { userId, spaceId: second.spaceId, role: 'member' })
  }
  let attempts = 0
  const write = async (space: SpaceId, userId: UserId): Promise<void> =>
    house.database.write({ kind: 'person', userId }, async (tx) => {
      attempts += 1
      await log.append(tx, { spaceId: space, targetDeviceId: newId(deviceId), events: [created(newId(documentId))] })
    })
  const writes = Array.from({ length: 40 }, async (_, n) =>
    n % 2 === 0 ? write(spaceId, ada) : write(second.spaceId, ben),
  )
  await Promise.all(writes)
  // A circle would be broken by PostgreSQL and the write tried again.
  expect(attempts).toBe(40)
  for (const userId of people) {
    expect((await logOf(userId)).map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
  }
})

describe('events for people alone', () => {
  test('reach these people and nobody else in their spaces', async () => {
    const { ada, ben, spaceId, log, woken } = await family()
    await house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) =>
      log.appendFor(tx, { userIds: [ada], events: [{ kind: 'account.changed', ids: { user_id: ada } }] }),
    )
    expect(await logOf(ada)).toEqual([{ seq: 1, kind: 'account.changed', ids: { user_id: ada } }])
    expect(await logOf(ben)).toEqual([])
    expect(woken).toEqual([[ada]])
  })

  test('reach somebody whom the same transaction takes out of the space', async () => {
    const { ada, ben, spaceId, log } = await family()
    await house.database.write({ kind: 'person', userId: ada, spaceId }, async (tx) => {
      await log.appendFor(tx, { userIds: [ben], events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
      await tx.deleteFrom('members').where('user_id', '=', ben).where('space_id', '=', spaceId).execute()
    })
    expect(await logOf(ben)).toEqual([{ seq: 1, kind: 'space.changed', ids: { space_id: spaceId } }])
  })

  test('are for people there are: ids of nobody add nothing', async () => {
    const { ada, log } = await family()
    await house.database.write({ kind: 'person', userId: ada }, async (tx) =>
      log.appendFor(tx, { userIds: [newId(userId)], events: [{ kind: 'account.changed', ids: {} }] }),
    )
    expect(await logOf(ada)).toEqual([])
  })
})
