import type { Job, JobId, SpaceId, UserId } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Database } from '../database/index.ts'
import { createPersonLog } from '../events/index.ts'
import { createJobs, type Jobs, type JobsDeps } from './index.ts'
import { note, quiet } from './note.fixture.ts'

export { note, quiet }

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

export async function until(is: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  for (const end = performance.now() + patienceMs; !(await is());) {
    if (performance.now() > end) throw new Error('it did not become true in time')
    await sleep(5)
  }
}
