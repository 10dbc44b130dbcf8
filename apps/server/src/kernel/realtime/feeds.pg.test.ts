import type { SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { addMember, createPersonAndSpace } from '../../../test/database.ts'
import { createPersonLog } from '../events/index.ts'
import { greeted, happen, hasHeard, openHouse, openProcess } from './house.fixture.ts'
import { FEEDS_READ_AT_ONCE } from './limits.ts'

const upTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1)

test('more people than one read holds each hear their own log, whole and in order', async () => {
  const changes = 12
  await using house = await openHouse()
  const ben = await createPersonAndSpace(house.database, { name: 'Ben', kind: 'family' })
  const people: { userId: UserId; spaceId: SpaceId }[] = []
  for (let n = 0; n < FEEDS_READ_AT_ONCE + 50; n++) {
    const person = await createPersonAndSpace(house.database)
    await addMember(house.database, { userId: person.userId, spaceId: ben.spaceId, role: 'member' })
    people.push(person)
  }
  const clients = await Promise.all(people.map(async ({ userId }) => greeted(house.url, { token: userId })))
  // Some have things of their own going on meanwhile, so that one event has many numbers.
  const busy = people.slice(0, 5)
  for (let change = 0; change < changes; change++) {
    await Promise.all([happen(house, ben), ...busy.map(async (person) => happen(house, person))])
  }
  await Promise.all(clients.map(async (client, n) => hasHeard(client, n < busy.length ? 2 * changes : changes)))
  clients.forEach((client, n) => expect(client.events()).toEqual(upTo(n < busy.length ? 2 * changes : changes)))
  for (const client of clients) client[Symbol.dispose]()
})

test('what is more than one read holds is read on until nothing is left', async () => {
  await using house = await openHouse()
  const ada = await createPersonAndSpace(house.database)
  using client = await greeted(house.url, { token: ada.userId })
  await house.database.write({ kind: 'person', ...ada }, async (tx) =>
    sql`select append_events(${ada.spaceId}::uuid, null, array_agg('page.read'::text), array_agg('{}'::jsonb))
          from generate_series(1, 1234)`.execute(tx),
  )
  house.realtime.wake([ada.userId])
  await hasHeard(client, 1234)
  expect(client.events()).toEqual(upTo(1234))
})

test('a log that cannot be read is tried again, and nobody else waits for it', async () => {
  await using house = await openHouse()
  const ada = await createPersonAndSpace(house.database)
  const ben = await createPersonAndSpace(house.database, { name: 'Ben' })
  let failures = 0
  const database: typeof house.database = {
    ...house.database,
    read: async (context, work) => {
      if (failures > 0 && context.kind === 'sweep') {
        failures -= 1
        throw new Error('the database is away')
      }
      return house.database.read(context, work)
    },
  }
  await using shaky = await openProcess({ ...house, database })
  using adas = await greeted(shaky.url, { token: ada.userId })
  using bens = await greeted(shaky.url, { token: ben.userId })
  // The look that follows a hello is over, so that the failure meets the event.
  await sleep(100)
  const personLog = createPersonLog({ wake: shaky.realtime.wake })
  failures = 1
  await happen({ database: house.database, personLog }, ada)
  await happen({ database: house.database, personLog }, ben)
  await hasHeard(bens, 1)
  expect(adas.events()).toEqual([])
  await hasHeard(adas, 1)
})
