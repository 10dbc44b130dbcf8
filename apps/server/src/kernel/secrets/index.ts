export { forgetSecret, keptSecret, replaceSecret } from './key-files.ts'
export { createSealer, type SealPlace, type Sealer } from './seal.ts'
