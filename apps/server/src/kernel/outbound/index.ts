// The face of the outbound guard: every call to an address that a person typed goes through it.
export { parseAllowList, type AllowList } from './allow-list.ts'
export { createOutbound, type GuardedFetch, type Outbound } from './guarded-fetch.ts'
export { maxRetryAfterMs, retryAfter } from './retry-after.ts'
