export { type Breaker, createBreakers } from './breakers.ts'
export { createJobs, type Jobs, type JobsDeps } from './create-jobs.ts'
export { defineJob, type JobHandler, type JobRun, LostLease } from './job.ts'
export type { ShowProgress } from './progress.ts'
