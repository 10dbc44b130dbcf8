export { type FanoutOptions, openFanout } from './buses.ts'
export { createRealtime, type Realtime, type RealtimeDeps } from './hub.ts'
