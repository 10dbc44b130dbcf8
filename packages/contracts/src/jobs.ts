import { z } from 'zod'
import { documentId, jobId, pageId, spaceId } from './ids.ts'
import { jobNotCancellable, jobNotFound, jobNotRetryable } from './problems/jobs.ts'
import { listQuery, nextCursor, route } from './route.ts'

export const jobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof jobState>

export const job = z.object({
  id: jobId,
  space_id: spaceId.nullable(),
  /** Module and verb, such as `recognition.read-page`. */
  kind: z.string(),
  state: jobState,
  /** The import or batch this job is part of. */
  parent_id: jobId.nullable(),
  document_id: documentId.nullable(),
  page_id: pageId.nullable(),
  title: z.string(),
  progress: z.object({ done: z.int(), total: z.int(), unit: z.enum(['pages', 'files', 'bytes', 'steps']) }),
  attempts: z.int(),
  max_attempts: z.int(),
  /** What went wrong last, in words; kept after a later success of another attempt is not. */
  error: z.string().nullable(),
  /** When the next attempt is due, while waiting after a failure. */
  next_attempt_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
})
export type Job = z.infer<typeof job>

const byJob = z.object({ job_id: jobId })

export const listJobs = route({
  method: 'GET',
  path: '/api/jobs',
  summary: 'Jobs of the space, newest first; the parts of a batch are listed under it',
  tag: 'jobs',
  access: 'space',
  query: z.object({ ...listQuery, state: jobState.optional(), parent_id: jobId.optional() }),
  answer: z.object({ jobs: z.array(job), next_cursor: nextCursor }),
  problems: [],
})

export const getJob = route({
  method: 'GET',
  path: '/api/jobs/:job_id',
  summary: 'One job',
  tag: 'jobs',
  access: 'space',
  params: byJob,
  answer: job,
  problems: [jobNotFound],
})

export const cancelJob = route({
  method: 'POST',
  path: '/api/jobs/:job_id/cancel',
  summary: 'Stop a waiting or running job and its parts; what is done stays',
  tag: 'jobs',
  access: 'space',
  params: byJob,
  answer: job,
  problems: [jobNotFound, jobNotCancellable],
})

export const retryJob = route({
  method: 'POST',
  path: '/api/jobs/:job_id/retry',
  summary: 'Try a failed or cancelled job again, with its failed parts',
  tag: 'jobs',
  access: 'space',
  params: byJob,
  answer: job,
  problems: [jobNotFound, jobNotRetryable],
})
