import { type JobId, type PageId, pageId, type SpaceId } from '@kinfolio/contracts'
import { randomFrom } from '@kinfolio/testkit'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createPersonLog } from '../../src/kernel/events/index.ts'
import { newId } from '../../src/kernel/ids.ts'
import type { Quotas } from '../../src/modules/spaces/index.ts'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../database.ts'
import { openHomeQuotas } from '../home-quotas.ts'
import { record, trialCount } from './trial-log.ts'

const TRIALS = trialCount(100)
const PAGES = 50
/** Connections at once: with fewer than pages some wait for one, which is the order a busy server has as well. */
const CONNECTIONS = 50

test('of 50 pages at once with one left exactly one is read', async () => {
  await using database = await openTestDatabase({ connectionsMax: CONNECTIONS })
  await using admin = await connect(database.adminUrl)
  const quotas = quotasOver(database)
  const random = randomFrom('the last page')
  const readings: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    // Between one left of many and one of one: what is used already must not matter.
    const used = Math.floor(random.next() * 100)
    await admin.client.query(`insert into plans (id, title, position, pages_read) values ($1, 'Tried', 9, $2)`, [
      `trial-${trial}`,
      used + 1,
    ])
    const { spaceId } = await createPersonAndSpace(database.database)
    await quotas.assignPlan({ spaceId, plan: `trial-${trial}` })
    await readAll({ database, quotas, spaceId, count: used })
    readings.push(await readAll({ database, quotas, spaceId, count: PAGES }))
    expect(await countsOf({ admin: admin.client, spaceId })).toEqual({ used: used + 1, reserved: 0, held: 0 })
  }
  expect(readings).toEqual(Array.from({ length: TRIALS }, () => 1))
  await record('50 pages at once with one left of the plan', {
    trials: TRIALS,
    'pages asked for': TRIALS * PAGES,
    'pages read': readings.reduce((sum, read) => sum + read, 0),
    'trials with more or fewer than one': readings.filter((read) => read !== 1).length,
  })
})

type Reading = { database: TestDatabase; quotas: Quotas; spaceId: SpaceId; count: number }

/** Each page in a job of its own, all at once, as reading jobs do it: set aside, read, settle. Answers how many were read. */
async function readAll({ database, quotas, spaceId, count }: Reading): Promise<number> {
  const context = { kind: 'job', spaceId, onBehalfOf: undefined } as const
  const read = async (page: PageId): Promise<number> => {
    // A job by its id alone: nobody runs it here. The id is as good as any.
    const jobId = newId(pageId) as string as JobId
    const { granted } = await database.database.write(context, async (tx) =>
      quotas.reservePages({ tx, spaceId, isOffline: false, pages: [{ jobId, pageId: page }] }),
    )
    if (!granted.has(page)) return 0
    await database.database.write(context, async (tx) => quotas.settlePages({ tx, spaceId, jobId, read: [page] }))
    return 1
  }
  const outcomes = await Promise.all(Array.from({ length: count }, async () => read(newId(pageId))))
  return outcomes.reduce((sum, one) => sum + one, 0)
}

function quotasOver({ database }: TestDatabase): Quotas {
  const personLog = createPersonLog({ wake: () => undefined })
  const events = { announce: async () => undefined }
  // A change of plan is told to nobody here.
  const jobs = { add: async () => newId(pageId) as string as JobId }
  return openHomeQuotas({ database, personLog, events, jobs })
}

async function countsOf({ admin, spaceId }: { admin: pg.Client; spaceId: SpaceId }) {
  const { rows } = await admin.query<{ used: number; reserved: number; held: number }>(
    `select used::int, reserved::int,
            (select count(*)::int from quota_reservations r where r.space_id = u.space_id) as held
       from quota_usage u where space_id = $1 and kind = 'pages_read'`,
    [spaceId],
  )
  return rows[0]
}

async function connect(connectionString: string): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return { client, [Symbol.asyncDispose]: async () => client.end() }
}
