import type { CollectionId, DocumentId, PageId, SpaceId } from '@kinfolio/contracts'
import { MATCHED_PAGES_MAX } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db } from '../../../kernel/database/index.ts'
import { SEARCH_STEMMERS } from './stemmers.ts'

/** Of a word on more pages than this, only as many are ranked: p95 stays below 50 ms at 100,000 pages. */
export const RANKED_PAGES_MAX = 500

export type KnownWord = {
  word: string
  stems: string[]
  is_known: boolean
  /** Words that may have been meant, for one that is not known. */
  similar_words: string[]
  /** Words that a short beginning may go on to be; empty for a long one, which the index finds itself. */
  completions: string[]
}

export async function lookUpWords(
  db: Db,
  about: { spaceId: SpaceId; words: readonly string[]; prefix: string | undefined },
): Promise<KnownWord[]> {
  const { rows } = await sql<KnownWord>`
    select * from search_vocabulary(${about.spaceId}, ${[...about.words]}::text[], ${about.prefix ?? null}::text,
      ${[...SEARCH_STEMMERS]}::text[])`.execute(db)
  return rows
}

export type SearchFilters = {
  spaceId: SpaceId
  collectionIds: readonly CollectionId[] | undefined
  documentId: DocumentId | undefined
  since: Date | undefined
  before: Date | undefined
}

export type FoundDocument = {
  document_id: DocumentId
  page_ids: PageId[]
  page_ranks: number[]
  total_pages: number
  best_rank: number
  name_match: boolean
  name_score: number
  total_documents: number
}

export async function findDocuments(
  db: Db,
  at: SearchFilters & {
    /** As PostgreSQL takes it; undefined when only titles are searched. */
    pageQuery: string | undefined
    titleWords: readonly string[]
    titleQuery: string
    /** The longest word with wildcards around it. */
    titlePattern: string
    excludedWords: readonly string[]
    offset: number
    limit: number
  },
): Promise<FoundDocument[]> {
  const { rows } = await sql<FoundDocument>`
    select * from search_documents(${at.spaceId}, ${at.pageQuery ?? ''}::tsquery, ${[...at.titleWords]}::text[],
      ${at.titleQuery}, ${at.titlePattern}, ${[...at.excludedWords]}::text[], ${at.collectionIds === undefined ? null : [...at.collectionIds]}::uuid[],
      ${at.documentId ?? null}::uuid, ${at.since ?? null}::timestamptz, ${at.before ?? null}::timestamptz,
      ${RANKED_PAGES_MAX}, ${MATCHED_PAGES_MAX}, ${at.offset}, ${at.limit})`.execute(db)
  return rows
}

export type ShownDocument = {
  id: DocumentId
  title: string
  source_uuid: string | null
  is_archived: boolean
  folders: string[] | null
}

/** Titles and folders, outermost first, of the documents shown. */
export async function describeDocuments(
  db: Db,
  { spaceId, ids }: { spaceId: SpaceId; ids: readonly DocumentId[] },
): Promise<Map<DocumentId, ShownDocument>> {
  const { rows } = await sql<ShownDocument>`
    with recursive above as (
      select d.id as document_id, c.parent_id, c.title, 1 as height
        from documents d join collections c on c.id = d.collection_id and c.space_id = d.space_id
       where d.space_id = ${spaceId} and d.id = any(${[...ids]}::uuid[])
      union all
      select a.document_id, c.parent_id, c.title, a.height + 1
        from above a join collections c on c.id = a.parent_id and c.space_id = ${spaceId}
       where a.height < 100
    )
    select d.id, d.title, d.source_uuid, d.archived_at is not null as is_archived,
           (select array_agg(a.title order by a.height desc) from above a where a.document_id = d.id) as folders
      from documents d where d.space_id = ${spaceId} and d.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

export type ShownPage = { page_id: PageId; position: number; text: string; lines: unknown }

export async function readFoundPages(
  db: Db,
  { spaceId, ids }: { spaceId: SpaceId; ids: readonly PageId[] },
): Promise<Map<PageId, ShownPage>> {
  const { rows } = await sql<ShownPage>`
    select t.page_id, p.position, t.text, t.lines
      from page_texts t join pages p on p.id = t.page_id and p.space_id = t.space_id
     where t.space_id = ${spaceId} and t.page_id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.page_id, row]))
}

/** A folder with all folders below it. */
export async function foldersWithin(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: CollectionId },
): Promise<CollectionId[]> {
  const { rows } = await sql<{ id: CollectionId }>`
    with recursive below as (
      select id from collections where space_id = ${spaceId} and id = ${id}
      union
      select c.id from collections c join below b on c.parent_id = b.id where c.space_id = ${spaceId}
    )
    select id from below`.execute(db)
  return rows.map((row) => row.id)
}
