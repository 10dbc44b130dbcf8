import type { Job, JobId, SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Database, SWEEP } from '../database/index.ts'
import { createPersonLog } from '../events/index.ts'
import type { Log } from '../log.ts'
import { createJobs, defineJob, type Jobs, type JobsDeps } from './index.ts'

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

export type Bench = AsyncDisposable & {
  test: TestDatabase
  database: Database
  viewer: { userId: UserId; spaceId: SpaceId }
  jobs: Jobs
  shown: Job[]
  /** Another process of the same house, with its own worker. */
  another(options?: Partial<JobsDeps>): Jobs
}

/** A house with one person, a queue, and no worker until a test starts one. */
export async function openBench(options: Partial<JobsDeps> = {}): Promise<Bench> {
  const test = await openTestDatabase()
  const shown: Job[] = []
  const all: Jobs[] = []
  const another = (more: Partial<JobsDeps> = {}): Jobs => {
    const jobs = createJobs({
      database: test.database,
      ownerUrl: test.ownerUrl,
      personLog: createPersonLog({ wake: () => undefined }),
      showProgress: ({ job }) => shown.push(job),
      log: quiet,
      backoffFirstMs: 20,
      pollMs: 50,
      ...options,
      ...more,
    })
    all.push(jobs)
    return jobs
  }
  const viewer = await createPersonAndSpace(test.database)
  return {
    test,
    database: test.database,
    viewer,
    jobs: another(),
    shown,
    another,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map(async (jobs) => jobs.stop()))
      await test[Symbol.asyncDispose]()
    },
  }
}

export function contextOfViewer({ viewer }: Pick<Bench, 'viewer'>) {
  return { kind: 'person', ...viewer } as const
}

export function newJob<Payload>({ viewer }: Pick<Bench, 'viewer'>, payload: Payload) {
  return { spaceId: viewer.spaceId, onBehalfOf: viewer.userId, title: 'A letter', payload }
}

export const note = defineJob({ kind: 'testing.note', payload: z.object({ text: z.string() }), maxAttempts: 3 })

/** Adds a note to the queue, in a transaction of its own. */
export async function add(bench: Bench, payload: { text: string }): Promise<JobId> {
  return bench.database.write(contextOfViewer(bench), async (tx) =>
    bench.jobs.queue.add(tx, note, newJob(bench, payload)),
  )
}

const PATIENCE_MS = 20_000

/** Looks until the job is as expected, or fails saying how it was last. */
export async function eventually(
  { jobs, viewer }: Pick<Bench, 'jobs' | 'viewer'>,
  { jobId, is }: { jobId: JobId; is: (job: Job) => boolean },
): Promise<Job> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const job = await jobs.getJob({ ...viewer, jobId })
    if (is(job)) return job
    if (performance.now() > end) throw new Error(`the job stayed ${JSON.stringify(job)}`)
    await sleep(10)
  }
}

export const isDone = (job: Job): boolean => job.state === 'done'
export const isFailed = (job: Job): boolean => job.state === 'failed'

export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !(await is());) {
    if (performance.now() > end) throw new Error('it did not become true in time')
    await sleep(5)
  }
}

/** Makes a worker look silent, as if its process had been killed a while ago. */
export async function silence(database: Database): Promise<void> {
  await database.write(SWEEP, async (tx) =>
    sql`update worker_heartbeats set beat_at = now() - interval '1 minute'`.execute(tx),
  )
}
