import { jobId, type JobId } from '@kinfolio/contracts'
import { type Insertable, sql } from 'kysely'
import type { z } from 'zod'
import type { DB, Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import { newId } from '../ids.ts'
import type { JobKind, JobQueue, NewJob } from './job.ts'
import { enqueueJobs } from './job-rows.ts'
import { JOBS_PER_INSERT_MAX } from './limits.ts'

type QueueDeps = { personLog: PersonLog }
type NewRow = Insertable<DB['jobs']> & { id: JobId }

/** Jobs are rows and triggers of the caller's transaction: a rollback takes both back. */
export function createQueue(deps: QueueDeps): JobQueue {
  return {
    async add(tx, kind, job) {
      const [id] = await addJobs(deps, { tx, rows: [newRow(kind, job)] })
      if (id === undefined) throw new TypeError('an added job has an id')
      return id
    },
    async addMany(tx, kind, jobs) {
      return addJobs(deps, { tx, rows: jobs.map((job) => newRow(kind, job)) })
    },
    async addBatch(tx, { kind, ...job }) {
      const total = job.progress?.total ?? 0
      const row: NewRow = {
        ...columnsOf({ ...job, payload: {} }),
        kind,
        is_batch: true,
        state: total === 0 ? 'done' : 'running',
        progress_total: total,
        finished_at: total === 0 ? new Date() : null,
      }
      await tx.insertInto('jobs').values(row).execute()
      await tellChanges(deps, { tx, rows: [row] })
      return row.id
    },
    growBatch: async (tx, batch, byTotal) => growBatch(tx, { batch, byTotal }),
  }
}

function newRow<Payload extends z.ZodType>(kind: JobKind<Payload>, job: NewJob<z.input<Payload>>): NewRow {
  // Parsed here as well, so that what cannot be read back is refused while somebody can still do something about it.
  kind.payload.parse(job.payload)
  return {
    ...columnsOf(job),
    kind: kind.kind,
    priority: kind.priority,
    max_attempts: kind.maxAttempts,
    is_quiet: kind.isQuiet,
  }
}

function columnsOf(job: NewJob<unknown>): Omit<NewRow, 'kind'> {
  return {
    id: newId(jobId),
    space_id: job.spaceId ?? null,
    on_behalf_of: job.onBehalfOf ?? null,
    parent_id: job.parentId ?? null,
    document_id: job.documentId ?? null,
    page_id: job.pageId ?? null,
    title: job.title,
    payload: JSON.stringify(job.payload),
    progress_total: job.progress?.total ?? 1,
    progress_unit: job.progress?.unit ?? 'steps',
    next_attempt_at: job.dueAt ?? null,
  }
}

async function addJobs(deps: QueueDeps, { tx, rows }: { tx: Tx; rows: NewRow[] }): Promise<JobId[]> {
  for (let start = 0; start < rows.length; start += JOBS_PER_INSERT_MAX) {
    const some = rows.slice(start, start + JOBS_PER_INSERT_MAX)
    await tx.insertInto('jobs').values(some).execute()
    await enqueueJobs(
      tx,
      some.map(({ id }) => id),
    )
  }
  await tellChanges(deps, { tx, rows })
  return rows.map(({ id }) => id)
}

/** Parts are not told of one by one: a thousand pages would fill everybody's log, and their batch tells enough. */
async function tellChanges({ personLog }: QueueDeps, { tx, rows }: { tx: Tx; rows: NewRow[] }): Promise<void> {
  for (const { id, space_id: spaceId, parent_id, is_quiet } of rows) {
    if (parent_id !== null || spaceId == null || is_quiet === true) continue
    await personLog.append(tx, { spaceId, events: [{ kind: 'job.changed', ids: { space_id: spaceId, job_id: id } }] })
  }
}

async function growBatch(tx: Tx, { batch, byTotal }: { batch: JobId; byTotal: number }): Promise<void> {
  await tx
    .updateTable('jobs')
    .set((eb) => ({
      progress_total: eb('progress_total', '+', byTotal),
      state: sql`case when state in ('done', 'failed') then 'running' else state end`,
      finished_at: sql<Date | null>`case when state in ('done', 'failed') then null else finished_at end`,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', batch)
    .where('is_batch', '=', true)
    .execute()
}
