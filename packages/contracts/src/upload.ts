import { z } from 'zod'
import { collectionId, documentId, jobId, sha256 } from './ids.ts'
import { collectionNotFound, fileTooLarge, nothingToImport, storageFull, tooManyFiles } from './problems/library.ts'
import { ocrStatus } from './library.ts'
import { quotaExceeded } from './problems/quotas.ts'
import { quotaUsage } from './quota-usage.ts'
import { route } from './route.ts'

/** One request holds at most this many files; clients send larger folders in several requests. */
export const UPLOAD_FILES_MAX = 10_000
/** What clients put into one request, so that progress is kept in steps and a break costs little. */
export const UPLOAD_BATCH = { filesMax: 500, bytesMax: 200_000_000 }
export const UPLOAD_FILE_BYTES_MAX = 5 * 1024 ** 3
export const UPLOAD_PATH_MAX_LENGTH = 1_000

/**
 * Of what a first import brings, a reader is asked about at most so many pages, the newest first; the others are kept and
 * drawn, with the text that their files hold, and are read when somebody asks. 0 asks about none.
 */
export const readPagesMax = z.coerce.number().int().min(0).max(1_000_000)

export const uploadedDocument = z.object({
  id: documentId,
  title: z.string(),
  /** `unchanged`: the very same bytes were here already, so nothing is done again. */
  outcome: z.enum(['created', 'changed', 'unchanged']),
  page_count: z.int(),
  /** `pending_quota`: kept and drawn, and read once the plan has pages left. Null where nothing is new. */
  ocr_status: ocrStatus.extract(['pending', 'pending_quota']).nullable(),
})

/** What was kept of a file that is no document: its bytes, and why it became none. */
export const setAside = z.object({ path: z.string(), sha256, reason: z.string() })

/**
 * What the later requests of one import may still ask a reader about, so that all of them together keep to the limit. Of
 * a document that is opened later nobody knows the pages yet: after one of those the others wait until somebody asks.
 */
export function pagesStillToRead(
  limit: number | undefined,
  documents: readonly Pick<z.infer<typeof uploadedDocument>, 'outcome' | 'page_count'>[],
): number | undefined {
  if (limit === undefined) return undefined
  const fresh = documents.filter(({ outcome }) => outcome !== 'unchanged')
  if (fresh.some(({ page_count }) => page_count === 0)) return 0
  return Math.max(0, limit - fresh.reduce((sum, { page_count }) => sum + page_count, 0))
}

export const uploadFiles = route({
  method: 'POST',
  path: '/api/upload/files',
  summary: 'Hand in files; the field `files` repeats, each with its relative path as its file name',
  tag: 'upload',
  access: 'space',
  status: 202,
  bodyKind: 'multipart',
  query: z.object({ collection_id: collectionId.optional(), read_pages_max: readPagesMax.optional() }),
  answer: z.object({
    job_id: jobId,
    documents: z.array(uploadedDocument),
    set_aside: z.array(setAside),
    /** What is left of the pages that the plan reads, as the files came in. */
    quota: quotaUsage,
  }),
  problems: [nothingToImport, fileTooLarge, tooManyFiles, storageFull, collectionNotFound, quotaExceeded],
})

export const addDemo = route({
  method: 'POST',
  path: '/api/upload/demo',
  summary: 'Add the documents of the demo to the space',
  tag: 'upload',
  access: 'space',
  status: 202,
  answer: z.object({ job_id: jobId, documents: z.array(uploadedDocument) }),
  problems: [storageFull, quotaExceeded],
})
