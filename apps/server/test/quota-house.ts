import type { JobId, Plan, SpaceId, UserId } from '@kinfolio/contracts'
import { pageId, type PageId } from '@kinfolio/contracts'
import pg from 'pg'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from './database.ts'
import { openHomeQuotas } from './home-quotas.ts'
import type { Context } from '../src/kernel/database/index.ts'
import { createDomainEvents, createPersonLog } from '../src/kernel/events/index.ts'
import { createJobs } from '../src/kernel/jobs/index.ts'
import { defineJob } from '../src/kernel/jobs/job.ts'
import { newId } from '../src/kernel/ids.ts'
import { quotaReached, type Quotas, type quotas as planQuotas } from '../src/modules/spaces/index.ts'
import { z } from 'zod'

/** Quotas over a real database: plans are rows, spaces have people, jobs are only rows that nobody runs. */
export type QuotaHouse = AsyncDisposable & {
  test: TestDatabase
  quotas: Quotas
  /** What the clock says. */
  now: { at: Date }
  newSpace(plan?: string): Promise<{ userId: UserId; spaceId: SpaceId; context: Context }>
  /** Adds a plan, or changes one: whoever runs the server does it so. */
  writePlan(plan: Partial<Plan> & { id: string }): Promise<void>
  /** A waiting job of the space. */
  newJob(spaceId: SpaceId): Promise<JobId>
  /** What people were told, oldest first. */
  told(spaceId: SpaceId): Promise<unknown[]>
  admin: pg.Client
}

type QuotaDefaults = Parameters<typeof planQuotas.create>[0]['defaults']

const toldJob = 'notices.note-quota'
const someJob = defineJob({ kind: 'recognition.some', payload: z.object({}) })
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export async function openQuotaHouse(defaults?: QuotaDefaults): Promise<QuotaHouse> {
  const test = await openTestDatabase()
  const { database, ownerUrl } = test
  const admin = new pg.Client({ connectionString: test.adminUrl })
  await admin.connect()
  const personLog = createPersonLog({ wake: () => undefined })
  const jobs = createJobs({ database, ownerUrl, personLog, showProgress: () => undefined, log })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  events.subscribe(quotaReached, { name: toldJob, react: async () => undefined })
  const now = { at: new Date('2026-03-15T12:00:00Z') }
  const clock = { now: () => now.at }
  const quotas = openHomeQuotas({
    database,
    personLog,
    events,
    jobs: jobs.queue,
    clock,
    ...(defaults === undefined ? {} : { defaults }),
  })
  return {
    test,
    quotas,
    now,
    admin,
    async newSpace(plan) {
      const who = await createPersonAndSpace(database)
      if (plan !== undefined) await quotas.assignPlan({ spaceId: who.spaceId, plan })
      return { ...who, context: { kind: 'person', ...who } }
    },
    writePlan: async (plan) => writePlan(admin, plan),
    newJob: async (spaceId) =>
      database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) =>
        jobs.queue.add(tx, someJob, { spaceId, onBehalfOf: undefined, title: 'Some', payload: {} }),
      ),
    told: async (spaceId) => {
      const { rows } = await admin.query<{ payload: unknown }>(
        'select payload from jobs where kind = $1 and space_id = $2 order by id',
        [toldJob, spaceId],
      )
      return rows.map(({ payload }) => payload)
    },
    [Symbol.asyncDispose]: async () => {
      await admin.end()
      await test[Symbol.asyncDispose]()
    },
  }
}

async function writePlan(admin: pg.Client, plan: Partial<Plan> & { id: string }): Promise<void> {
  await admin.query(
    `insert into plans (id, title, position, pages_read, offline_reader_counts, narrated_minutes, stored_bytes, members)
       values ($1, $1, 9, $2, $3, $4, $5, $6)
       on conflict (id) do update set pages_read = excluded.pages_read, stored_bytes = excluded.stored_bytes,
         offline_reader_counts = excluded.offline_reader_counts, members = excluded.members`,
    [
      plan.id,
      plan.pages_read ?? null,
      plan.offline_reader_counts ?? true,
      plan.narrated_minutes ?? null,
      plan.stored_bytes ?? null,
      plan.members ?? null,
    ],
  )
}

export const newPages = (count: number): PageId[] => Array.from({ length: count }, () => newId(pageId))
