// The face of the recognition module.
export { drawPageTask } from './drawing/tasks.ts'
export { handleRecognitionJobs } from './handle-jobs.ts'
export { createPreparer } from './preparation/preparer.ts'
export { createReaders, type ReadersDeps } from './readers.ts'
export { createRecognition } from './recognition.ts'
export { serveRecognition } from './recognition.routes.ts'
