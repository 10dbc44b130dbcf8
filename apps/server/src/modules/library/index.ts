// The face of the library module: collections, documents, pages and their current text.
export { createLibrary, type Library } from './library.ts'
export { writePdfTask } from './export/make-pdf.ts'
export { handleLibraryJobs } from './handle-jobs.ts'
export { serveLibrary } from './library.routes.ts'
export { pagesChanged } from './library.events.ts'
export type { PageSource } from './pages/page-source.ts'
export { type TextLine, textLine } from './pages/text-line.ts'
export { presentPageText, presentReading } from './library.present.ts'
