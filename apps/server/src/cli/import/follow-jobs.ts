import { setTimeout as sleep } from 'node:timers/promises'
import { getJob, type Job, type JobId, listJobs } from '@kinfolio/contracts'
import type { CommandDeps } from '../command.ts'
import { messages } from '../messages.ts'
import type { Client } from '../session/open-client.ts'

/** Often enough to feel live, seldom enough for the limit on reads. */
const POLL_MS = 500
const FAILURES_SHOWN_MAX = 20
const OPEN: ReadonlySet<Job['state']> = new Set(['waiting', 'running'])

/** Waits until the imports are drawn and read; tells what failed. Answers whether nothing did. */
export async function followJobs(
  deps: CommandDeps,
  { client, jobs }: { client: Client; jobs: readonly JobId[] },
): Promise<boolean> {
  let isWhole = true
  for (const id of jobs) {
    const done = await followJob(deps, { client, id })
    if (done.state === 'done') continue
    isWhole = false
    await tellFailures(deps, { client, id, done })
  }
  if (isWhole) deps.terminal.print(messages.allRead)
  return isWhole
}

async function followJob(deps: CommandDeps, { client, id }: { client: Client; id: JobId }): Promise<Job> {
  for (;;) {
    const job = await client.call(getJob, { params: { job_id: id } })
    if (!OPEN.has(job.state)) return job
    deps.terminal.showProgress(messages.reading(job.progress.done, job.progress.total))
    await sleep(POLL_MS, undefined, { signal: deps.signal })
  }
}

async function tellFailures(
  { terminal }: CommandDeps,
  { client, id, done }: { client: Client; id: JobId; done: Job },
): Promise<void> {
  const query = { parent_id: id, state: 'failed', limit: FAILURES_SHOWN_MAX } as const
  const { jobs } = await client.call(listJobs, { query })
  const failed = jobs.length === 0 ? [done] : jobs
  for (const job of failed) terminal.warn(messages.jobFailed(job.title, job.error ?? job.state))
}
