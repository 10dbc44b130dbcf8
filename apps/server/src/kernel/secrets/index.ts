export { forgetSecret, keptSecret } from './key-files.ts'
export { createSealer, SealBroken, type Sealer } from './seal.ts'
