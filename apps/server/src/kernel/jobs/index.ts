export { type Breaker, createBreakers, isCircuitOpen } from './breakers.ts'
export { createJobs, type Jobs, type JobsDeps } from './create-jobs.ts'
export { defineJob, type JobHandler, type JobKind, type JobQueue, type JobRun, LostLease, type NewJob } from './job.ts'
export type { ShowProgress } from './progress.ts'
