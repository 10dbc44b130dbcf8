import { z } from 'zod'
import { collectionId, documentId, pageId } from './ids.ts'
import { box } from './library.ts'
import { route } from './route.ts'

export const SEARCH_QUERY_MAX_LENGTH = 200
export const MATCHED_PAGES_MAX = 5

export const searchHit = z.object({
  page_id: pageId,
  page_number: z.int(),
  snippet: z.object({
    text: z.string(),
    /** Stretches of `text` that match, as [start, end) offsets in UTF-16 units. */
    highlights: z.array(z.tuple([z.int(), z.int()])),
  }),
  score: z.number(),
  /** Where the matching words stand on the page. */
  boxes: z.array(box),
})

/** SH-02, with `document_id` where the older service said `notebook_id`. */
export const searchResult = z.object({
  document_id: documentId,
  document_uuid: z.string().nullable(),
  visible_name: z.string(),
  full_path: z.string(),
  /** It left the lists of the library for the archive, and is found all the same. */
  is_archived: z.boolean(),
  name_match: z.boolean(),
  name_score: z.number(),
  /** The best ones, at most MATCHED_PAGES_MAX. */
  matched_pages: z.array(searchHit),
  total_matched_pages: z.int(),
  /** The better of `name_score` and the best page's score. */
  best_score: z.number(),
})
export type SearchResult = z.infer<typeof searchResult>

export const search = route({
  method: 'GET',
  path: '/api/search',
  summary: 'Find words in titles and on pages; forgives accents, endings and typing errors',
  tag: 'search',
  access: 'space',
  query: z.object({
    q: z.string().trim().min(1).max(SEARCH_QUERY_MAX_LENGTH),
    collection_id: collectionId.optional(),
    document_id: documentId.optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    offset: z.coerce.number().int().min(0).max(1_000).default(0),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  answer: z.object({
    query: z.string(),
    results: z.array(searchResult),
    total_results: z.int(),
    has_more: z.boolean(),
    /** `fuzzy` when no word matched as written and similar words were searched instead. */
    search_mode: z.enum(['exact', 'fuzzy']),
    /** The words that were searched instead, when the mode is `fuzzy`. */
    corrected: z.array(z.object({ from: z.string(), to: z.array(z.string()) })),
  }),
  problems: [],
})
