import { z } from 'zod'
import { collectionId, documentId, jobId, sha256 } from './ids.ts'
import { collectionNotFound, fileTooLarge, nothingToImport, storageFull, tooManyFiles } from './problems/library.ts'
import { route } from './route.ts'

/** One request holds at most this many files; clients send larger folders in several requests. */
export const UPLOAD_FILES_MAX = 10_000
/** What clients put into one request, so that progress is kept in steps and a break costs little. */
export const UPLOAD_BATCH = { filesMax: 500, bytesMax: 200_000_000 }
export const UPLOAD_FILE_BYTES_MAX = 5 * 1024 ** 3
export const UPLOAD_PATH_MAX_LENGTH = 1_000

export const uploadedDocument = z.object({
  id: documentId,
  title: z.string(),
  /** `unchanged`: the very same bytes were here already, so nothing is done again. */
  outcome: z.enum(['created', 'changed', 'unchanged']),
  page_count: z.int(),
})

/** What was kept of a file that is no document: its bytes, and why it became none. */
export const setAside = z.object({ path: z.string(), sha256, reason: z.string() })

export const uploadFiles = route({
  method: 'POST',
  path: '/api/upload/files',
  summary: 'Hand in files; the field `files` repeats, each with its relative path as its file name',
  tag: 'upload',
  access: 'space',
  status: 202,
  bodyKind: 'multipart',
  query: z.object({ collection_id: collectionId.optional() }),
  answer: z.object({
    job_id: jobId,
    documents: z.array(uploadedDocument),
    set_aside: z.array(setAside),
  }),
  problems: [nothingToImport, fileTooLarge, tooManyFiles, storageFull, collectionNotFound],
})

export const addDemo = route({
  method: 'POST',
  path: '/api/upload/demo',
  summary: 'Add the documents of the demo to the space',
  tag: 'upload',
  access: 'space',
  status: 202,
  answer: z.object({ job_id: jobId, documents: z.array(uploadedDocument) }),
  problems: [storageFull],
})
