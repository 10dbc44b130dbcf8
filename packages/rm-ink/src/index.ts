export { MAX_PIXELS, toPng } from './png.ts'
export type { PngOptions } from './png.ts'
