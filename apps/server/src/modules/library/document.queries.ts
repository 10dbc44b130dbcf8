import { type CollectionId, collectionNotFound, type DocumentId, type Sha256, type SpaceId } from '@kinfolio/contracts'
import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'
import { hashBytes } from '../files/index.ts'

export type DocumentRow = Selectable<DB['documents']>

export async function findDocument(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: DocumentId },
): Promise<DocumentRow | undefined> {
  return db.selectFrom('documents').selectAll().where('space_id', '=', spaceId).where('id', '=', id).executeTakeFirst()
}

/** The space of a document, wherever the context may look. */
export async function findSpaceOfDocument(db: Db, id: DocumentId): Promise<SpaceId | undefined> {
  const found = await db.selectFrom('documents').select('space_id').where('id', '=', id).executeTakeFirst()
  return found?.space_id
}

export async function findDocumentBySource(
  db: Db,
  { spaceId, sourceUuid }: { spaceId: SpaceId; sourceUuid: string },
): Promise<DocumentRow | undefined> {
  return db
    .selectFrom('documents')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where('source_uuid', '=', sourceUuid)
    .executeTakeFirst()
}

/** A document without a tablet's id is the same when the same bytes lie in the same folder. */
export async function findDocumentByBytes(
  db: Db,
  at: { spaceId: SpaceId; collectionId: CollectionId | null; identity: Sha256 },
): Promise<DocumentRow | undefined> {
  return db
    .selectFrom('documents')
    .selectAll()
    .where('space_id', '=', at.spaceId)
    .where('collection_id', at.collectionId === null ? 'is' : '=', at.collectionId)
    .where('source_uuid', 'is', null)
    .where('identity_sha256', '=', hashBytes(at.identity))
    .executeTakeFirst()
}

export async function insertDocument(tx: Tx, row: Insertable<DB['documents']>): Promise<void> {
  await tx.insertInto('documents').values(row).execute()
}

export async function updateDocument(
  tx: Tx,
  { id, ...row }: Updateable<DB['documents']> & { id: DocumentId },
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ ...row, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Counts the pages that are shown, and lets the first of them stand for the document. */
export async function refreshPageCount(tx: Tx, id: DocumentId): Promise<number> {
  const { rows } = await sql<{ page_count: number }>`
    update documents d
       set updated_at = now(),
           page_count = (select count(*) from pages p
                          where p.document_id = d.id and p.space_id = d.space_id and p.removed_at is null),
           cover_page_id = (select p.id from pages p
                             where p.document_id = d.id and p.space_id = d.space_id and p.removed_at is null
                             order by p.position limit 1)
     where d.id = ${id}
     returning page_count`.execute(tx)
  return rows[0]?.page_count ?? 0
}

/**
 * One import at a time in a space: two uploads of the same document then see each other's rows instead of both
 * making one. Foreign keys to the space are not held up by it.
 */
export async function lockSpaceForImport(tx: Tx, spaceId: SpaceId): Promise<void> {
  await sql`select id from spaces where id = ${spaceId} for no key update`.execute(tx)
}

export type DocumentFile = { path: string; sha256: Sha256 }

/** The files a document is made of now, without those that newer ones replaced. */
export async function currentFiles(
  db: Db,
  { spaceId, documentId }: { spaceId: SpaceId; documentId: DocumentId },
): Promise<DocumentFile[]> {
  const rows = await db
    .selectFrom('document_files')
    .select(['path', sql<Sha256>`encode(sha256, 'hex')`.as('sha256')])
    .where('space_id', '=', spaceId)
    .where('document_id', '=', documentId)
    .where('is_current', '=', true)
    .orderBy('path')
    .execute()
  return rows
}

/** Puts files in the place of those of the same path; the replaced ones stay, no longer current. */
export async function replaceFiles(
  tx: Tx,
  about: { spaceId: SpaceId; documentId: DocumentId; files: readonly DocumentFile[] },
): Promise<void> {
  if (about.files.length === 0) return
  const paths = about.files.map(({ path }) => path)
  const hashes = about.files.map(({ sha256 }) => sha256)
  await retireFiles(tx, { ...about, paths })
  await sql`
    insert into document_files (document_id, space_id, path, sha256)
      select ${about.documentId}, ${about.spaceId}, path, decode(hash, 'hex')
        from unnest(${paths}::text[], ${hashes}::text[]) as given (path, hash)
      on conflict (document_id, path, sha256) do update set is_current = true, received_at = now()`.execute(tx)
}

/** These paths are no longer part of the document; their bytes stay. */
export async function retireFiles(tx: Tx, about: { documentId: DocumentId; paths: readonly string[] }): Promise<void> {
  await sql`
    update document_files set is_current = false
     where document_id = ${about.documentId} and path = any(${about.paths}::text[]) and is_current`.execute(tx)
}

/** Throws `collection-not-found` for a folder that is not in the space. */
export async function requireCollection(
  db: Db,
  { spaceId, id }: { spaceId: SpaceId; id: CollectionId },
): Promise<Selectable<DB['collections']>> {
  const row = await db
    .selectFrom('collections')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw collectionNotFound({ collection_id: id })
  return row
}
