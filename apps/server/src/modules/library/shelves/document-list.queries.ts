import {
  type CollectionId,
  type DocumentId,
  documentId,
  type DocumentKind,
  type PageId,
  type SpaceId,
} from '@kinfolio/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../kernel/database/index.ts'
import { portion, readCursor, writeCursor } from '../list-cursor.ts'

/** A document as lists show it, with the states of its pages counted. */
export type ListedDocument = {
  id: DocumentId
  collection_id: CollectionId | null
  kind: DocumentKind
  title: string
  page_count: number
  cover_page_id: PageId | null
  tags: string[]
  problems: string[]
  is_trashed: boolean
  trashed_at: Date | null
  archived_at: Date | null
  created_at: Date
  updated_at: Date
  drawn: number
  draw_failed: number
  read: number
  read_failed: number
  waiting_for_quota: number
  skipped: number
}

export type DocumentListInput = {
  spaceId: SpaceId
  collectionId?: CollectionId | 'root' | undefined
  isTrashed: boolean
  /** Of what does not lie in the trash: what is archived, instead of what is not. */
  isArchived?: boolean
  limit: number
  cursor?: string | undefined
}

// Microseconds as text: a Date would round them away, and the list would skip or repeat rows.
const keys = z.tuple([z.string().regex(/^\d+(\.\d+)?$/), documentId])

export async function listDocumentRows(
  db: Db,
  input: DocumentListInput,
): Promise<{ rows: ListedDocument[]; nextCursor: string | null }> {
  const at = input.cursor === undefined ? undefined : readCursor(keys, input.cursor)
  const filters = [
    sql`d.space_id = ${input.spaceId}`,
    placeOf(input),
    ...(input.collectionId === undefined ? [] : [inCollection(input.collectionId)]),
    ...(at === undefined
      ? []
      : [
          sql`(d.updated_at, d.id) < (to_timestamp(0) + make_interval(secs => ${at[0]}::numeric / 1000000), ${at[1]}::uuid)`,
        ]),
  ]
  const where = sql.join(filters, sql` and `)
  const found = await sql<ListedDocument & { updated_micros: string }>`
    ${SELECT} where ${where} order by d.updated_at desc, d.id desc limit ${input.limit + 1}`.execute(db)
  const { rows, last } = portion(found.rows, input.limit)
  return { rows, nextCursor: last === undefined ? null : writeCursor([last.updated_micros, last.id]) }
}

export async function findListedDocument(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: DocumentId },
): Promise<ListedDocument | undefined> {
  const { rows } = await sql<ListedDocument>`${SELECT} where d.space_id = ${spaceId} and d.id = ${id}`.execute(db)
  return rows[0]
}

function placeOf({ isTrashed, isArchived = false }: Pick<DocumentListInput, 'isTrashed' | 'isArchived'>) {
  if (isTrashed) return sql`d.trashed_at is not null`
  return isArchived
    ? sql`d.trashed_at is null and d.archived_at is not null`
    : sql`d.trashed_at is null and d.archived_at is null`
}

function inCollection(id: CollectionId | 'root') {
  return id === 'root' ? sql`d.collection_id is null` : sql`d.collection_id = ${id}`
}

const SELECT = sql`
  select d.id, d.collection_id, d.kind, d.title, d.page_count, d.tags,
         -- Told once there is a picture to show: who asks earlier waits longer than who is told.
         (select c.id from pages c where c.id = d.cover_page_id and c.draw_status = 'drawn') as cover_page_id,
         case when d.source_problem is null then d.problems else d.problems || d.source_problem end as problems,
         d.trashed_at is not null as is_trashed, d.trashed_at, d.archived_at, d.created_at, d.updated_at,
         (extract(epoch from d.updated_at) * 1000000)::bigint::text as updated_micros,
         p.drawn::int, p.draw_failed::int, p.read::int, p.read_failed::int,
         p.waiting_for_quota::int, p.skipped::int
    from documents d
    cross join lateral (
      select count(*) filter (where draw_status = 'drawn') as drawn,
             count(*) filter (where draw_status = 'failed') as draw_failed,
             count(*) filter (where ocr_status in ('completed', 'skipped')) as read,
             count(*) filter (where ocr_status = 'failed') as read_failed,
             count(*) filter (where ocr_status = 'pending_quota') as waiting_for_quota,
             count(*) filter (where ocr_status = 'skipped' and draw_status <> 'failed') as skipped
        from pages where space_id = d.space_id and document_id = d.id and removed_at is null
    ) p`
