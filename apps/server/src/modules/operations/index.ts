// The face of the operations module.
export { serveHealth } from './serve-health.ts'
export { serveJobs } from './serve-jobs.ts'
