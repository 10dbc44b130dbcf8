import { z } from 'zod'
import { collectionId, documentId, pageId, readingId, sha256, spaceId } from './ids.ts'
import {
  collectionCycle,
  collectionNotFound,
  documentNotFound,
  notDrawnYet,
  nothingToExport,
  tooLargeToExport,
  pageNotFound,
} from './problems/library.ts'
import { fileRoute, listQuery, nextCursor, route } from './route.ts'

export const TITLE_MAX_LENGTH = 500

export const collection = z.object({
  id: collectionId,
  parent_id: collectionId.nullable(),
  kind: z.enum(['folder', 'memory_book', 'thread']),
  title: z.string(),
  is_trashed: z.boolean(),
  /** When it went to the trash, and so when its days there began. */
  trashed_at: z.iso.datetime().nullable(),
})
export type Collection = z.infer<typeof collection>

export const documentKind = z.enum(['notebook', 'pdf', 'epub', 'scan'])
export type DocumentKind = z.infer<typeof documentKind>

/** How many pages are in which state; they add up to `page_count` for each of the two kinds of work. */
const pageProgress = z.object({
  drawn: z.int(),
  draw_failed: z.int(),
  read: z.int(),
  read_failed: z.int(),
  /** Neither: they wait until the plan has pages left. */
  waiting_for_quota: z.int(),
  /** Counted in `read`: nobody has asked a reader yet, because an import was told to read a few or its job was cancelled. */
  skipped: z.int(),
})

export const document = z.object({
  id: documentId,
  collection_id: collectionId.nullable(),
  kind: documentKind,
  title: z.string(),
  page_count: z.int(),
  progress: pageProgress,
  /** The page whose thumbnail stands for the document. */
  cover_page_id: pageId.nullable(),
  tags: z.array(z.string()),
  is_trashed: z.boolean(),
  /** When it went to the trash, and so when its days there began. */
  trashed_at: z.iso.datetime().nullable(),
  /** When it left the library for the archive, where nobody touched it for long or somebody put it. */
  archived_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  /** What could not be understood of the document's own files; its bytes are kept all the same. */
  problems: z.array(z.string()),
})
export type Document = z.infer<typeof document>

export const ocrStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'pending_quota', 'skipped'])
export type OcrStatus = z.infer<typeof ocrStatus>
export const drawStatus = z.enum(['pending', 'drawn', 'failed'])

export const page = z.object({
  id: pageId,
  document_id: documentId,
  /** From 1, in reading order. */
  number: z.int(),
  /** Changes with everything that changes the picture. */
  version: sha256,
  width: z.number(),
  height: z.number(),
  draw_status: drawStatus,
  ocr_status: ocrStatus,
  /** Nothing is written on it. */
  is_blank: z.boolean(),
  /** True for a page that lies in the folder but is not listed by the notebook. */
  is_orphan: z.boolean(),
  /** What could not be understood, drawn or read, in words a person can act on. */
  problems: z.array(z.string()),
})
export type Page = z.infer<typeof page>

/** Fractions of the page's width and height, from its top left corner. */
export const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
export type Box = z.infer<typeof box>

export const pageWord = z.object({ text: z.string(), box, confidence: z.number().min(0).max(1) })
export const pageLine = z.object({
  text: z.string(),
  box,
  confidence: z.number().min(0).max(1),
  /** `ink` was recognised; `typed` comes from the tablet's file; `printed` from the source document. */
  origin: z.enum(['ink', 'typed', 'printed']),
  words: z.array(pageWord),
})
export type PageLine = z.infer<typeof pageLine>

/** What a page took from the service; null where the service does not say, or does not count in it. */
export const readingCost = z.object({
  /** In millionths of a US dollar, by the prices in the space's settings when the page was read. */
  usd_micros: z.int().nullable(),
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  pictures: z.int().nullable(),
})
export type ReadingCost = z.infer<typeof readingCost>

export const readingSummary = z.object({
  id: readingId,
  engine: z.string(),
  engine_version: z.string(),
  origin: z.enum(['engine', 'person', 'file']),
  outcome: z.enum(['read', 'blank', 'unreadable']),
  confidence: z.number().nullable(),
  created_at: z.iso.datetime(),
  /** Whether this is the text the page shows and search finds. */
  is_current: z.boolean(),
  /** Null for what nobody was asked for: a correction, the file's own text, the offline reader. */
  cost: readingCost.nullable(),
  text: z.string(),
})
export type ReadingSummary = z.infer<typeof readingSummary>

export const pageText = z.object({
  page,
  text: z.string(),
  lines: z.array(pageLine),
  language: z.string().nullable(),
  reading: readingSummary.nullable(),
})
export type PageText = z.infer<typeof pageText>

const byDocument = z.object({ document_id: documentId })
const byPage = z.object({ page_id: pageId })

export const listCollections = route({
  method: 'GET',
  path: '/api/collections',
  summary: 'The folders of the space, parents before children',
  tag: 'library',
  access: 'space',
  query: z.object({ cursor: listQuery.cursor, limit: z.coerce.number().int().min(1).max(2_000).default(2_000) }),
  answer: z.object({ collections: z.array(collection), next_cursor: nextCursor }),
  problems: [],
})

export const createCollection = route({
  method: 'POST',
  path: '/api/collections',
  summary: 'Create a folder',
  tag: 'library',
  access: 'space',
  status: 201,
  body: z.object({ title: z.string().trim().min(1).max(TITLE_MAX_LENGTH), parent_id: collectionId.nullable() }),
  answer: collection,
  problems: [collectionNotFound],
})

export const changeCollection = route({
  method: 'PATCH',
  path: '/api/collections/:collection_id',
  summary: 'Rename, move, trash or restore a folder',
  tag: 'library',
  access: 'space',
  params: z.object({ collection_id: collectionId }),
  body: z.object({
    title: z.string().trim().min(1).max(TITLE_MAX_LENGTH).optional(),
    parent_id: collectionId.nullable().optional(),
    is_trashed: z.boolean().optional(),
  }),
  answer: collection,
  problems: [collectionNotFound, collectionCycle],
})

export const listDocuments = route({
  method: 'GET',
  path: '/api/documents',
  summary: 'Documents of one folder, of the whole space, of the archive or of the trash, last changed first',
  tag: 'library',
  access: 'space',
  query: z.object({
    ...listQuery,
    /** `root` lists what lies in no folder. Without it the whole space is listed. */
    collection_id: z.union([collectionId, z.literal('root')]).optional(),
    is_trashed: z.stringbool().default(false),
    /** What lies in the archive, instead of what does not. The trash lists both. */
    is_archived: z.stringbool().default(false),
  }),
  answer: z.object({ documents: z.array(document), next_cursor: nextCursor }),
  problems: [],
})

export const getDocument = route({
  method: 'GET',
  path: '/api/documents/:document_id',
  summary: 'One document',
  tag: 'library',
  access: 'space',
  params: byDocument,
  answer: document,
  problems: [documentNotFound],
})

/** For links: they name a document, and whoever follows one may have another space open. */
export const getDocumentSpace = route({
  method: 'GET',
  path: '/api/documents/:document_id/space',
  summary: 'In which space of the caller a document is',
  tag: 'library',
  access: 'person',
  params: byDocument,
  answer: z.object({ space_id: spaceId }),
  problems: [documentNotFound],
})

export const changeDocument = route({
  method: 'PATCH',
  path: '/api/documents/:document_id',
  summary: 'Rename, move, archive, trash or restore a document',
  tag: 'library',
  access: 'space',
  params: byDocument,
  body: z.object({
    title: z.string().trim().min(1).max(TITLE_MAX_LENGTH).optional(),
    collection_id: collectionId.nullable().optional(),
    is_trashed: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
  answer: document,
  problems: [documentNotFound, collectionNotFound],
})

export const listPages = route({
  method: 'GET',
  path: '/api/documents/:document_id/pages',
  summary: 'The pages of a document in reading order',
  tag: 'library',
  access: 'space',
  params: byDocument,
  query: z.object(listQuery),
  answer: z.object({ pages: z.array(page), next_cursor: nextCursor }),
  problems: [documentNotFound],
})

export const getPage = route({
  method: 'GET',
  path: '/api/pages/:page_id',
  summary: 'A page with its text, lines and word boxes',
  tag: 'library',
  access: 'space',
  params: byPage,
  answer: pageText,
  problems: [pageNotFound],
})

/** `thumbnail` is a PNG of at most 360 pixels in width; `png` has the page's own size. */
export const getDrawing = fileRoute({
  path: '/api/pages/:page_id/drawing',
  summary: 'A picture of the page',
  tag: 'library',
  access: 'space',
  params: byPage,
  query: z.object({ as: z.enum(['svg', 'png', 'thumbnail']).default('svg'), version: sha256.optional() }),
  produces: ['image/svg+xml', 'image/png'],
  problems: [pageNotFound, notDrawnYet],
})

export const exportFormat = z.enum(['markdown', 'pdf', 'svg', 'png', 'original'])
export type ExportFormat = z.infer<typeof exportFormat>

export const exportDocument = fileRoute({
  path: '/api/documents/:document_id/export',
  summary: 'Take a document away as Markdown, PDF with its text, pictures of its pages, or its original bytes',
  tag: 'library',
  access: 'space',
  params: byDocument,
  query: z.object({ format: exportFormat }),
  produces: ['text/markdown', 'application/pdf', 'application/zip', 'application/octet-stream'],
  problems: [documentNotFound, nothingToExport, tooLargeToExport],
})

export const exportSpace = fileRoute({
  path: '/api/spaces/:space_id/export',
  summary: 'Take a whole space away: readable folders, JSON and the original bytes in one zip',
  tag: 'library',
  access: 'space',
  stepUp: true,
  params: z.object({ space_id: spaceId }),
  produces: ['application/zip'],
  problems: [],
})
