export { MAX_PIXELS, toPng } from './png.ts'
export type { PngOptions } from './png.ts'
export { toPdf } from './pdf.ts'
export type { PdfFileOptions, PdfPage, PdfWord } from './pdf.ts'
