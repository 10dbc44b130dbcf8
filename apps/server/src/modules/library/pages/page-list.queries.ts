import {
  type DocumentId,
  type OcrStatus,
  type PageId,
  pageId,
  type ReadingId,
  type Sha256,
  type SpaceId,
} from '@kinfolio/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../kernel/database/index.ts'
import { portion, readCursor, writeCursor } from '../list-cursor.ts'

export type ListedPage = {
  id: PageId
  document_id: DocumentId
  position: number
  version: Sha256
  width: number
  height: number
  draw_status: string
  ocr_status: OcrStatus
  is_blank: boolean
  is_orphan: boolean
  problems: string[]
}

const keys = z.tuple([z.int(), pageId])

export async function listPageRows(
  db: Db,
  input: { spaceId: SpaceId; documentId: DocumentId; limit: number; cursor?: string | undefined },
): Promise<{ rows: ListedPage[]; nextCursor: string | null }> {
  const [position, id] = input.cursor === undefined ? [-1, null] : readCursor(keys, input.cursor)
  const found = await sql<ListedPage>`
    ${SELECT}
     where space_id = ${input.spaceId} and document_id = ${input.documentId} and removed_at is null
       and (position > ${position} or (position = ${position} and id > ${id}::uuid))
     order by position, id limit ${input.limit + 1}`.execute(db)
  const { rows, last } = portion(found.rows, input.limit)
  return { rows, nextCursor: last === undefined ? null : writeCursor([last.position, last.id]) }
}

export async function findPage(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: PageId },
): Promise<ListedPage | undefined> {
  const { rows } = await sql<ListedPage>`
    ${SELECT} where space_id = ${spaceId} and id = ${id} and removed_at is null`.execute(db)
  return rows[0]
}

const SELECT = sql`
  select id, document_id, position, encode(version, 'hex') as version, width, height, draw_status, ocr_status,
         is_blank, is_orphan,
         case when reading_problem is null then problems else problems || reading_problem end as problems
    from pages`

export type CurrentText = {
  text: string
  lines: unknown
  language: string | null
  confidence: number | null
  reading_id: ReadingId | null
}

export async function findPageText(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: PageId },
): Promise<CurrentText | undefined> {
  return db
    .selectFrom('page_texts')
    .select(['text', 'lines', 'language', 'confidence', 'reading_id'])
    .where('space_id', '=', spaceId)
    .where('page_id', '=', id)
    .executeTakeFirst()
}

export async function findReading(db: Db, { spaceId, id }: { spaceId: SpaceId; id: ReadingId }) {
  return db
    .selectFrom('readings')
    .select(['id', 'engine', 'engine_version', 'origin', 'outcome', 'confidence', 'created_at', 'cost', 'text'])
    .where('space_id', '=', spaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type StoredDrawing = { document_id: DocumentId; version: Sha256; renderer_version: number; sha256: Sha256 }

/** The newest picture of a version, of the page's current one unless told otherwise. */
export async function findDrawing(
  db: Db,
  at: { spaceId: SpaceId; id: PageId; version: Sha256 | undefined; as: 'svg' | 'png' | 'thumbnail' },
): Promise<StoredDrawing | undefined> {
  const column = sql.ref(`d.${at.as}_sha256`)
  const { rows } = await sql<StoredDrawing>`
    select p.document_id, encode(d.version, 'hex') as version, d.renderer_version, encode(${column}, 'hex') as sha256
      from drawings d join pages p on p.id = d.page_id
     where p.space_id = ${at.spaceId} and d.space_id = ${at.spaceId} and p.id = ${at.id} and p.removed_at is null
       and d.version = coalesce(decode(${at.version ?? null}, 'hex'), p.version)
     order by d.renderer_version desc limit 1`.execute(db)
  return rows[0]
}
