import { z } from 'zod'
import { jobId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const jobNotFound = defineProblem({
  type: '/problems/job-not-found',
  status: 404,
  title: 'There is no such job',
  extras: { job_id: jobId },
})
export const jobNotCancellable = defineProblem({
  type: '/problems/job-not-cancellable',
  status: 409,
  title: 'The job is already over',
  extras: { state: z.string() },
})
export const jobNotRetryable = defineProblem({
  type: '/problems/job-not-retryable',
  status: 409,
  title: 'Only a failed or cancelled job can be tried again',
  extras: { state: z.string() },
})
