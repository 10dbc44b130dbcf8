// The face of the operations module.
export { serveHealth, type HealthDeps } from './serve-health.ts'
export { serveJobs } from './serve-jobs.ts'
