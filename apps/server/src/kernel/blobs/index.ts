export { openBlobs } from './stores.ts'
export type { Blobs } from './blobs.port.ts'
