import type { AnswerOf, CollectionId, DocumentId, PageId, search, SearchResult, SpaceId } from '@kinfolio/contracts'
import type { Context, Database, Db } from '../../../kernel/database/index.ts'
import type { TextLine } from '../pages/text-line.ts'
import { boxesUnder, findMatches } from './find-matches.ts'
import { type Meaning, parseQuery, type SearchQuery, tsqueryOf } from './query.ts'
import {
  describeDocuments,
  findDocuments,
  foldersWithin,
  type FoundDocument,
  type KnownWord,
  lookUpWords,
  readFoundPages,
  type ShownDocument,
  type ShownPage,
} from './search.queries.ts'
import { makeSnippet } from './snippet.ts'

export type SearchInput = {
  context: Context
  spaceId: SpaceId
  typed: string
  collectionId: CollectionId | undefined
  documentId: DocumentId | undefined
  /** Days, both included, of the documents' last change. */
  from: string | undefined
  to: string | undefined
  offset: number
  limit: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Finds pages by their words and documents by their titles too, best documents first. */
export async function searchSpace(
  { database }: { database: Database },
  input: SearchInput,
): Promise<AnswerOf<typeof search>> {
  return database.read(input.context, async (db) => {
    const query = parseQuery(input.typed)
    const known = await knownWords(db, { spaceId: input.spaceId, query })
    const meaningOf = (word: string): Meaning => {
      const { stems = [], similar_words: insteadOf = [], completions = [] } = known.get(word) ?? {}
      return { stems, insteadOf, completions }
    }
    const found = await findDocuments(db, {
      ...(await filtersOf(db, input)),
      pageQuery: tsqueryOf(query, meaningOf),
      ...titleQueryOf(query),
      excludedWords: query.excluded.flatMap(({ words }) => words),
      offset: input.offset,
      limit: input.limit,
    })
    const results = await describe(db, { input, found, query, meaningOf })
    const total = found[0]?.total_documents ?? 0
    const corrected = [...known.values()].flatMap(({ word, similar_words: to }) =>
      to.length > 0 ? [{ from: word, to }] : [],
    )
    return {
      query: input.typed,
      results,
      total_results: total,
      has_more: input.offset + found.length < total,
      search_mode: corrected.length > 0 ? 'fuzzy' : 'exact',
      corrected,
    }
  })
}

async function knownWords(
  db: Db,
  { spaceId, query }: { spaceId: SpaceId; query: SearchQuery },
): Promise<Map<string, KnownWord>> {
  const words = [...new Set(query.wanted.flatMap((term) => term.words))]
  if (words.length === 0) return new Map()
  const prefix = query.wanted.find(({ isPrefix }) => isPrefix)?.words.at(-1)
  const rows = await lookUpWords(db, { spaceId, words, prefix })
  return new Map(rows.map((row) => [row.word, row]))
}

/** Titles are compared as a whole; where nothing is typed that could be in one, none is. */
function titleQueryOf(query: SearchQuery): { titleWords: string[]; titleQuery: string; titlePattern: string } {
  const titleWords = query.wanted.flatMap(({ words }) => words)
  const [longest = ''] = titleWords.toSorted((a, b) => b.length - a.length)
  return { titleWords, titleQuery: titleWords.join(' '), titlePattern: `%${longest}%` }
}

async function filtersOf(db: Db, { spaceId, collectionId, documentId, from, to }: SearchInput) {
  const collectionIds = collectionId === undefined ? undefined : await foldersWithin(db, { spaceId, id: collectionId })
  const since = from === undefined ? undefined : new Date(from)
  const before = to === undefined ? undefined : new Date(Date.parse(to) + DAY_MS)
  return { spaceId, documentId, collectionIds, since, before }
}

type Found = {
  input: SearchInput
  found: readonly FoundDocument[]
  query: SearchQuery
  meaningOf: (word: string) => Meaning
}

async function describe(db: Db, { input, found, ...how }: Found): Promise<SearchResult[]> {
  const documents = await describeDocuments(db, { ...input, ids: found.map(({ document_id }) => document_id) })
  const pages = await readFoundPages(db, { ...input, ids: found.flatMap(({ page_ids }) => page_ids) })
  return found.flatMap((one): SearchResult[] => {
    const document = documents.get(one.document_id)
    if (document === undefined) return []
    const matched_pages = one.page_ids.flatMap((id, index) => {
      const page = pages.get(id)
      return page === undefined ? [] : [hitOn(page, { ...how, score: one.page_ranks[index] ?? 0 })]
    })
    return [{ ...presentFound(one, document), matched_pages }]
  })
}

function presentFound(found: FoundDocument, document: ShownDocument): Omit<SearchResult, 'matched_pages'> {
  return {
    document_id: found.document_id,
    document_uuid: document.source_uuid,
    visible_name: document.title,
    full_path: [...(document.folders ?? []), document.title].join('/'),
    is_archived: document.is_archived,
    name_match: found.name_match,
    name_score: found.name_score,
    total_matched_pages: found.total_pages,
    best_score: Math.max(found.name_score, found.best_rank),
  }
}

type HitOptions = Pick<Found, 'query' | 'meaningOf'> & { score: number }

function hitOn(page: ShownPage, { score, ...how }: HitOptions): SearchResult['matched_pages'][number] {
  const matches = findMatches(page.text, how)
  return {
    page_id: page.page_id satisfies PageId,
    page_number: page.position,
    snippet: makeSnippet(page.text, matches),
    score,
    boxes: boxesUnder(linesOf(page), matches),
  }
}

function linesOf({ lines }: ShownPage): TextLine[] {
  // Written by `writePageText` from checked lines; checking a hundred pages again at each search would cost more than
  // the search, and the wire schema drops what does not belong.
  return lines as TextLine[]
}
