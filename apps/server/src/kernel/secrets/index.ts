export { forgetSecret, keptSecret, replaceSecret } from './key-files.ts'
export { createSealer, type Sealer } from './seal.ts'
