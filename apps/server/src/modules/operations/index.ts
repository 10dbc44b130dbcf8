// The face of the operations module.
export { serveHealth } from './serve-health.ts'
export { serveJobs } from './serve-jobs.ts'
export { eraseDue } from './erasure/erase-due.ts'
export { servePrivacy } from './erasure/serve-privacy.ts'
