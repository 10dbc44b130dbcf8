import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AnswerOf,
  type DocumentId,
  getJob,
  type Job,
  type JobId,
  LIST_LIMIT_MAX,
  listDocuments,
  listJobs,
} from '@kinfolio/contracts'
import type { CommandDeps } from '../command.ts'
import { messages } from '../messages.ts'
import type { Client } from '../session/open-client.ts'

/** Often enough to feel live, seldom enough for the limit on reads. */
const POLL_MS = 500
const FAILURES_SHOWN_MAX = 20
/** Documents come last changed first, so those of this import stand on the first lists. */
const LISTS_MAX = 100
const OPEN: ReadonlySet<Job['state']> = new Set(['waiting', 'running'])

/**
 * Waits until the imports are drawn and read; tells what failed, and what waits for the plan. Answers whether nothing
 * failed: a page that waits is kept and will be read.
 */
export async function followJobs(
  deps: CommandDeps,
  { client, jobs, newDocuments }: { client: Client; jobs: readonly JobId[]; newDocuments: ReadonlySet<DocumentId> },
): Promise<boolean> {
  const failed: Job[] = []
  for (const id of jobs) {
    const done = await followJob(deps, { client, id })
    if (done.state !== 'done') failed.push(done)
  }
  const unread = await countUnread(client, newDocuments)
  for (const done of failed) await tellFailures(deps, { client, done })
  if (unread.waiting > 0 || unread.leftOut > 0) deps.terminal.print(messages.notReadYet(unread))
  else if (failed.length === 0) deps.terminal.print(messages.allRead)
  return failed.length === 0
}

/** How many pages of these documents nobody has read yet: for want of a plan, or because that was the wish. */
async function countUnread(
  client: Client,
  ids: ReadonlySet<DocumentId>,
): Promise<{ waiting: number; leftOut: number }> {
  const missing = new Set(ids)
  const unread = { waiting: 0, leftOut: 0 }
  let cursor: string | null = null
  for (let list = 0; list < LISTS_MAX && missing.size > 0; list++) {
    const query: { limit: number; cursor?: string } = { limit: LIST_LIMIT_MAX, ...(cursor === null ? {} : { cursor }) }
    const { documents, next_cursor }: AnswerOf<typeof listDocuments> = await client.call(listDocuments, { query })
    for (const { id, progress } of documents) {
      if (!missing.delete(id)) continue
      unread.waiting += progress.waiting_for_quota
      unread.leftOut += progress.skipped
    }
    if (next_cursor === null) break
    cursor = next_cursor
  }
  return unread
}

async function followJob(deps: CommandDeps, { client, id }: { client: Client; id: JobId }): Promise<Job> {
  for (;;) {
    const job = await client.call(getJob, { params: { job_id: id } })
    if (!OPEN.has(job.state)) return job
    deps.terminal.showProgress(messages.reading(job.progress.done, job.progress.total))
    await sleep(POLL_MS, undefined, { signal: deps.signal })
  }
}

async function tellFailures({ terminal }: CommandDeps, { client, done }: { client: Client; done: Job }): Promise<void> {
  const query = { parent_id: done.id, state: 'failed', limit: FAILURES_SHOWN_MAX } as const
  const { jobs } = await client.call(listJobs, { query })
  const failed = jobs.length === 0 ? [done] : jobs
  for (const job of failed) terminal.warn(messages.jobFailed(job.title, job.error ?? job.state))
}
