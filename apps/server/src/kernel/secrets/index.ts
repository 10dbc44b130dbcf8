export { forgetSecret, keptSecret } from './key-files.ts'
export { createSealer, type Sealer } from './seal.ts'
