import {
  invalidRequest,
  type Job,
  jobId as jobIdSchema,
  type JobId,
  jobNotFound,
  type JobState,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import type { Context, Database } from '../database/index.ts'
import { messages } from '../messages.ts'
import { findJob, presentJob } from './job-rows.ts'

type ReadDeps = { database: Database }
/** Who looks, and in which of their spaces. */
export type Viewer = { userId: UserId; spaceId: SpaceId }
export type JobsPage = { jobs: Job[]; next_cursor: string | null }

export function contextOfViewer({ userId, spaceId }: Viewer): Context {
  return { kind: 'person', userId, spaceId }
}

/** Newest first; the parts of a batch come in the order they were added. Throws the Problem `jobNotFound`. */
export async function getJob({ database }: ReadDeps, input: Viewer & { jobId: JobId }): Promise<Job> {
  const row = await database.read(contextOfViewer(input), async (db) => findJob(db, input))
  if (row === undefined) throw jobNotFound({ job_id: input.jobId })
  return presentJob(row)
}

type ListInput = Viewer & {
  state?: JobState | undefined
  parentId?: JobId | undefined
  cursor?: string | undefined
  limit: number
}

/**
 * A page of the space's jobs: those that stand alone and batches, or the parts of one batch. Throws `invalid-request` for
 * a cursor that is none of ours: a caller that got the first page again would never come to the end.
 */
export async function listJobs({ database }: ReadDeps, input: ListInput): Promise<JobsPage> {
  const { spaceId, state, parentId, limit } = input
  const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor)
  const isParts = parentId !== undefined
  const rows = await database.read(contextOfViewer(input), async (db) => {
    let query = db.selectFrom('jobs').selectAll().where('space_id', '=', spaceId)
    query = isParts
      ? query.where('parent_id', '=', parentId)
      : query.where('parent_id', 'is', null).where('is_quiet', '=', false)
    if (state !== undefined) query = query.where('state', '=', state)
    if (cursor !== undefined) query = query.where('id', isParts ? '>' : '<', cursor)
    return query
      .orderBy('id', isParts ? 'asc' : 'desc')
      .limit(limit + 1)
      .execute()
  })
  const page = rows.slice(0, limit)
  return { jobs: page.map(presentJob), next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

function readCursor(cursor: string): JobId {
  const parsed = jobIdSchema.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
}
