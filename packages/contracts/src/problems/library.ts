import { z } from 'zod'
import { documentId, pageId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const documentNotFound = defineProblem({
  type: '/problems/document-not-found',
  status: 404,
  title: 'There is no such document',
  extras: { document_id: documentId },
})
export const pageNotFound = defineProblem({
  type: '/problems/page-not-found',
  status: 404,
  title: 'There is no such page',
  extras: { page_id: pageId },
})
export const collectionNotFound = defineProblem({
  type: '/problems/collection-not-found',
  status: 404,
  title: 'There is no such folder',
  extras: { collection_id: z.string() },
})
export const collectionCycle = defineProblem({
  type: '/problems/collection-cycle',
  status: 409,
  title: 'A folder cannot be moved into itself',
  extras: {},
})
export const notDrawnYet = defineProblem({
  type: '/problems/not-drawn-yet',
  status: 409,
  title: 'The page is not drawn yet',
  extras: { page_id: pageId },
})
export const nothingToImport = defineProblem({
  type: '/problems/nothing-to-import',
  status: 422,
  title: 'The upload held no file',
  extras: {},
})
export const fileTooLarge = defineProblem({
  type: '/problems/file-too-large',
  status: 413,
  title: 'A file is larger than this server accepts',
  extras: { path: z.string(), limit_bytes: z.int() },
})
export const tooManyFiles = defineProblem({
  type: '/problems/too-many-files',
  status: 413,
  title: 'The upload holds more files than one request may',
  extras: { limit_files: z.int() },
})
export const storageFull = defineProblem({
  type: '/problems/storage-full',
  status: 507,
  title: 'The server has no room left; nothing of this upload was kept',
  extras: {},
})
export const nothingToExport = defineProblem({
  type: '/problems/nothing-to-export',
  status: 409,
  title: 'The document has nothing of this kind to take away',
  extras: { format: z.string() },
})
export const tooLargeToExport = defineProblem({
  type: '/problems/too-large-to-export',
  status: 409,
  title: 'The document is too large to be made into this; its original bytes can be taken away',
  extras: { format: z.string() },
})
