import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../kernel/database/index.ts'
import type { DocumentFile } from '../document.queries.ts'
import { type TextLine, textLine } from '../pages/text-line.ts'

type Of = { spaceId: SpaceId; documentId: DocumentId }

export type PageWithText = { id: PageId; number: number; text: string; lines: TextLine[] }

/** The pages of a document in order, each with its current text. */
export async function readPagesWithText(db: Db, { spaceId, documentId }: Of): Promise<PageWithText[]> {
  const rows = await db
    .selectFrom('pages')
    .leftJoin('page_texts', 'page_texts.page_id', 'pages.id')
    .select(['pages.id', 'pages.position as number', 'page_texts.text', 'page_texts.lines'])
    .where('pages.space_id', '=', spaceId)
    .where('pages.document_id', '=', documentId)
    .where('pages.removed_at', 'is', null)
    .orderBy('pages.position')
    .orderBy('pages.id')
    .execute()
  return rows.map((row) => ({ ...row, text: row.text ?? '', lines: z.array(textLine).parse(row.lines ?? []) }))
}

export type DrawnPage = { number: number; svg: Sha256; png: Sha256 }

/** The newest pictures of the pages as they are now; pages without one are left out. */
export async function readDrawnPages(db: Db, { spaceId, documentId }: Of): Promise<DrawnPage[]> {
  const { rows } = await sql<DrawnPage>`
    select distinct on (p.position, p.id) p.position as number,
           encode(d.svg_sha256, 'hex') as svg, encode(d.png_sha256, 'hex') as png
      from pages p join drawings d on d.page_id = p.id and d.version = p.version and d.space_id = p.space_id
     where p.space_id = ${spaceId} and p.document_id = ${documentId} and p.removed_at is null
     order by p.position, p.id, d.renderer_version desc`.execute(db)
  return rows
}

/** Everything known of a document, for the machine-readable part of an export. Names are those of the columns. */
export async function readDocumentRecord(db: Db, { spaceId, documentId }: Of): Promise<unknown> {
  const { rows } = await sql<{ record: unknown }>`
    select jsonb_build_object(
      'id', d.id, 'title', d.title, 'kind', d.kind, 'collection_id', d.collection_id, 'source_uuid', d.source_uuid,
      'tags', d.tags, 'trashed_at', d.trashed_at, 'created_at', d.created_at, 'updated_at', d.updated_at,
      'tablet', d.tablet, 'problems', d.problems,
      'files', (select coalesce(jsonb_agg(jsonb_build_object('path', f.path, 'sha256', encode(f.sha256, 'hex'),
                  'is_current', f.is_current, 'received_at', f.received_at) order by f.path, f.received_at), '[]')
                  from document_files f where f.document_id = d.id and f.space_id = d.space_id),
      'pages', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'number', p.position, 'source_uuid', p.source_uuid,
                  'version', encode(p.version, 'hex'), 'source_page', p.source_page, 'template', p.template,
                  'width', p.width, 'height', p.height, 'removed_at', p.removed_at, 'is_orphan', p.is_orphan,
                  'text', t.text, 'lines', t.lines, 'language', t.language,
                  'readings', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'engine', r.engine,
                     'engine_version', r.engine_version, 'origin', r.origin, 'outcome', r.outcome, 'text', r.text,
                     'confidence', r.confidence, 'created_at', r.created_at) order by r.created_at), '[]')
                     from readings r where r.page_id = p.id and r.space_id = p.space_id)) order by p.position, p.id), '[]')
                  from pages p left join page_texts t on t.page_id = p.id
                 where p.document_id = d.id and p.space_id = d.space_id)
    ) as record
    from documents d where d.space_id = ${spaceId} and d.id = ${documentId}`.execute(db)
  return rows[0]?.record
}

export type ListedForExport = { id: DocumentId; title: string; collection_id: string | null; is_trashed: boolean }

export async function listForExport(db: Db, spaceId: SpaceId): Promise<ListedForExport[]> {
  return db
    .selectFrom('documents')
    .select(['id', 'title', 'collection_id', sql<boolean>`trashed_at is not null`.as('is_trashed')])
    .where('space_id', '=', spaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export type KeptForExport = { path: string; sha256: Sha256; role: string }

export async function listKeptFiles(db: Db, spaceId: SpaceId): Promise<KeptForExport[]> {
  return db
    .selectFrom('kept_files')
    .select(['path', sql<Sha256>`encode(sha256, 'hex')`.as('sha256'), 'role'])
    .where('space_id', '=', spaceId)
    .orderBy('path')
    .execute()
}

/** The current files of every document of the space. */
export async function filesByDocument(db: Db, spaceId: SpaceId): Promise<Map<DocumentId, DocumentFile[]>> {
  const rows = await db
    .selectFrom('document_files')
    .select(['document_id', 'path', sql<Sha256>`encode(sha256, 'hex')`.as('sha256')])
    .where('space_id', '=', spaceId)
    .where('is_current', '=', true)
    .orderBy('path')
    .execute()
  return Map.groupBy(rows, (row) => row.document_id)
}
