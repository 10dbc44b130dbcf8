import { z } from 'zod'
import { documentId, jobId, pageId, readingId, sha256 } from './ids.ts'
import { box, pageText, readingSummary } from './library.ts'
import { documentNotFound, pageNotFound } from './problems/library.ts'
import { pageChanged, readerNotConfigured, readingNotFound } from './problems/recognition.ts'
import { quotaExceeded } from './problems/quotas.ts'
import { fileRoute, route } from './route.ts'

export const readerEngine = z.enum(['tesseract', 'claude', 'google', 'openai'])
export type ReaderEngine = z.infer<typeof readerEngine>

/** In US dollars per unit; far above what any service charges. */
export const READER_PRICE_MAX = 100_000
const price = z.number().min(0).max(READER_PRICE_MAX)

/** What the service charges, as the people of the space know it; null where nobody said, and then no money is counted. */
export const readerPrices = z.object({
  usd_per_million_input_tokens: price.nullable(),
  usd_per_million_output_tokens: price.nullable(),
  usd_per_thousand_pictures: price.nullable(),
})
export type ReaderPrices = z.infer<typeof readerPrices>

export const UNKNOWN_PRICES: ReaderPrices = {
  usd_per_million_input_tokens: null,
  usd_per_million_output_tokens: null,
  usd_per_thousand_pictures: null,
}

export const readerSettings = z.object({
  engine: readerEngine,
  /** The service's own name of the model; free text, since vendors change theirs. */
  model: z.string(),
  /** Address of an OpenAI-compatible server; null for the others' own address. */
  base_url: z.string().nullable(),
  /** BCP 47, most frequent first. */
  languages: z.array(z.string()),
  /** People and places the reader would otherwise misspell. */
  names: z.array(z.string()),
  prices: readerPrices,
  has_key: z.boolean(),
  /** The last four characters of the key. */
  key_hint: z.string().nullable(),
})
export type ReaderSettings = z.infer<typeof readerSettings>

const readerInput = z.object({
  engine: readerEngine,
  model: z.string().trim().max(200),
  base_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/))
    .min(1)
    .max(8),
  names: z.array(z.string().trim().min(1).max(100)).max(200),
  prices: readerPrices.default(UNKNOWN_PRICES),
  /** Absent keeps the stored key; null forgets it. */
  key: z.string().min(1).max(10_000).nullable().optional(),
})
export type ReaderInput = z.infer<typeof readerInput>

export const readerTest = z.object({ ok: z.boolean(), message: z.string(), took_ms: z.int() })

export const getReaderSettings = route({
  method: 'GET',
  path: '/api/settings/reader',
  summary: 'The reader this space uses',
  tag: 'recognition',
  access: 'space',
  answer: readerSettings,
  problems: [],
})

export const putReaderSettings = route({
  method: 'PUT',
  path: '/api/settings/reader',
  summary: 'Choose the reader of this space; its key is sealed and never shown again',
  tag: 'recognition',
  access: 'space',
  scope: 'manage',
  body: readerInput,
  answer: readerSettings,
  problems: [readerNotConfigured],
})

export const testReader = route({
  method: 'POST',
  path: '/api/settings/reader/test',
  summary: 'Try a reader with these settings, without saving them',
  tag: 'recognition',
  access: 'space',
  scope: 'manage',
  body: readerInput,
  answer: readerTest,
  problems: [readerNotConfigured],
  perMinute: 10,
})

const readAgain = z.object({ engine: readerEngine.optional() })

/** A packed page of the package `ink`: what a browser paints and replays when a drawing is too heavy or stands still. */
export const getPageInk = fileRoute({
  path: '/api/pages/:page_id/ink',
  summary: 'A page stroke by stroke, laid out, with the order and the pace it was written in',
  tag: 'recognition',
  access: 'space',
  params: z.object({ page_id: pageId }),
  produces: ['application/octet-stream'],
  problems: [pageNotFound],
})

export const readPage = route({
  method: 'POST',
  path: '/api/pages/:page_id/read',
  summary: 'Read a page again, with the reader of the space or another one',
  tag: 'recognition',
  access: 'space',
  status: 202,
  params: z.object({ page_id: pageId }),
  body: readAgain,
  answer: z.object({ job_id: jobId }),
  problems: [pageNotFound, readerNotConfigured, quotaExceeded],
})

export const readDocument = route({
  method: 'POST',
  path: '/api/documents/:document_id/read',
  summary: 'Read all pages of a document again',
  tag: 'recognition',
  access: 'space',
  status: 202,
  params: z.object({ document_id: documentId }),
  body: readAgain.extend({
    /** Only the pages that nobody has read yet; as many as the plan has left now, the others wait for it. */
    only_unread: z.boolean().default(false),
  }),
  answer: z.object({ job_id: jobId }),
  problems: [documentNotFound, readerNotConfigured, quotaExceeded],
})

export const listReadings = route({
  method: 'GET',
  path: '/api/pages/:page_id/readings',
  summary: 'Every reading of a page, newest first; corrections by people are readings too',
  tag: 'recognition',
  access: 'space',
  params: z.object({ page_id: pageId }),
  answer: z.object({ readings: z.array(readingSummary) }),
  problems: [pageNotFound],
})

export const CORRECTED_LINES_MAX = 2_000

export const correctPage = route({
  method: 'PUT',
  path: '/api/pages/:page_id/text',
  summary: 'Correct the text of a page by hand; earlier readings are kept',
  tag: 'recognition',
  access: 'space',
  params: z.object({ page_id: pageId }),
  body: z.object({
    /** The version the person saw; another one is refused, so nothing is corrected unseen. */
    version: sha256,
    /** A line without a box is placed below its neighbour. */
    lines: z.array(z.object({ text: z.string().max(5_000), box: box.nullable() })).max(CORRECTED_LINES_MAX),
  }),
  answer: pageText,
  problems: [pageNotFound, pageChanged],
})

export const restoreReading = route({
  method: 'POST',
  path: '/api/pages/:page_id/readings/:reading_id/restore',
  summary: 'Make an earlier reading the current text again, as a new entry of the history',
  tag: 'recognition',
  access: 'space',
  params: z.object({ page_id: pageId, reading_id: readingId }),
  answer: pageText,
  problems: [pageNotFound, readingNotFound],
})
