export { type FanoutOptions, openFanout } from './buses.ts'
export type { Fanout, FanoutMessage } from './fanout.port.ts'
export type { Authenticate, OnPresence } from './greet.ts'
export { createRealtime, type Realtime, type RealtimeDeps } from './hub.ts'
