import type { CollectionId, DocumentId, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'

export type Erased = { documentIds: DocumentId[]; collectionIds: CollectionId[] }
type In = { spaceId: SpaceId }

/** What has lain in the trash since before a moment, locked: who restores one of them meanwhile waits and finds it gone. */
export async function lockTrash(tx: Tx, at: In & { until: Date; atMost: number }): Promise<Erased> {
  const documents = await sql<{ id: DocumentId }>`
    select id from documents where space_id = ${at.spaceId} and trashed_at <= ${at.until}
     order by trashed_at limit ${at.atMost} for update`.execute(tx)
  if (documents.rows.length > 0) return { documentIds: documents.rows.map(({ id }) => id), collectionIds: [] }
  // Folders after everything in them.
  const collections = await sql<{ id: CollectionId }>`
    select id from collections where space_id = ${at.spaceId} and trashed_at <= ${at.until}
     order by trashed_at limit ${at.atMost} for update`.execute(tx)
  return { documentIds: [], collectionIds: collections.rows.map(({ id }) => id) }
}

/** A folder in the trash with everything that went there with it; undefined when it does not lie there. */
export async function lockTrashedFolder(
  tx: Tx,
  { spaceId, id }: In & { id: CollectionId },
): Promise<Erased | undefined> {
  const folders = await sql<{ id: CollectionId }>`
    select id from collections where space_id = ${spaceId} and trashed_at is not null
       and (id = ${id} or trashed_with = ${id}) for update`.execute(tx)
  const collectionIds = folders.rows.map((row) => row.id)
  if (!collectionIds.includes(id)) return undefined
  const documents = await sql<{ id: DocumentId }>`
    select id from documents where space_id = ${spaceId} and trashed_at is not null and trashed_with = ${id} for update`.execute(
    tx,
  )
  return { documentIds: documents.rows.map((row) => row.id), collectionIds }
}

/**
 * Deletes these for good, with their pages, drawings and readings, and the rows of bytes that nothing else in the space
 * names. What lay in one of the folders and does not go with it comes to the top: it lies in the trash on its own.
 */
export async function eraseForGood(tx: Tx, { spaceId, documentIds, collectionIds }: In & Erased): Promise<void> {
  const hashes = await sql<{ sha256: Buffer }>`
    select source_sha256 as sha256 from documents where id = any(${documentIds}::uuid[]) and source_sha256 is not null
    union select sha256 from document_files where document_id = any(${documentIds}::uuid[])
    union select unnest(array[p.ink_sha256, p.layers_sha256]) from pages p where p.document_id = any(${documentIds}::uuid[])
    union select decode(x ->> 'sha256', 'hex') from pages p, jsonb_array_elements(p.extras) x
           where p.document_id = any(${documentIds}::uuid[])
    union select unnest(array[d.svg_sha256, d.png_sha256, d.thumbnail_sha256])
            from drawings d join pages p on p.id = d.page_id where p.document_id = any(${documentIds}::uuid[])`.execute(
    tx,
  )
  await sql`
    update documents set collection_id = null, identity_sha256 = null
     where space_id = ${spaceId} and collection_id = any(${collectionIds}::uuid[])
       and id <> all(${documentIds}::uuid[])`.execute(tx)
  await sql`
    update documents set trashed_with = null where space_id = ${spaceId} and trashed_with = any(${collectionIds}::uuid[])
       and id <> all(${documentIds}::uuid[])`.execute(tx)
  await sql`
    update collections set parent_id = case when parent_id = any(${collectionIds}::uuid[]) then null else parent_id end,
           trashed_with = case when trashed_with = any(${collectionIds}::uuid[]) then null else trashed_with end
     where space_id = ${spaceId} and id <> all(${collectionIds}::uuid[])
       and (parent_id = any(${collectionIds}::uuid[]) or trashed_with = any(${collectionIds}::uuid[]))`.execute(tx)
  await sql`delete from documents where space_id = ${spaceId} and id = any(${documentIds}::uuid[])`.execute(tx)
  await sql`delete from collections where space_id = ${spaceId} and id = any(${collectionIds}::uuid[])`.execute(tx)
  await releaseBytes(tx, { spaceId, hashes: hashes.rows.flatMap(({ sha256 }) => sha256 ?? []) })
}

/** The rows of bytes that nothing in the space names any more; whether the bytes go too is asked of all spaces later. */
async function releaseBytes(tx: Tx, { spaceId, hashes }: In & { hashes: readonly Buffer[] }): Promise<void> {
  if (hashes.length === 0) return
  await sql`
    with in_extras as materialized (
      select decode(x ->> 'sha256', 'hex') as sha256 from pages p, jsonb_array_elements(p.extras) x
       where p.space_id = ${spaceId} and p.extras <> '[]')
    delete from stored_files f
     where f.space_id = ${spaceId} and f.sha256 = any(${hashes}::bytea[])
       and not exists (select from documents d where d.space_id = f.space_id and d.source_sha256 = f.sha256)
       and not exists (select from document_files d where d.space_id = f.space_id and d.sha256 = f.sha256)
       and not exists (select from kept_files k where k.space_id = f.space_id and k.sha256 = f.sha256)
       and not exists (select from pages p where p.space_id = f.space_id and p.ink_sha256 = f.sha256)
       and not exists (select from pages p where p.space_id = f.space_id and p.layers_sha256 = f.sha256)
       and not exists (select from drawings d where d.space_id = f.space_id and d.svg_sha256 = f.sha256)
       and not exists (select from drawings d where d.space_id = f.space_id and d.png_sha256 = f.sha256)
       and not exists (select from drawings d where d.space_id = f.space_id and d.thumbnail_sha256 = f.sha256)
       and not exists (select from in_extras e where e.sha256 = f.sha256)`.execute(tx)
}

/** Forgets the words that stood only on what was deleted: search must not suggest them. Reads every text of the space. */
export async function forgetWords(tx: Tx, { spaceId }: In): Promise<void> {
  await sql`
    with known as materialized (
      select distinct unnest(tsvector_to_array(search)) as word from page_texts where space_id = ${spaceId})
    delete from space_words w where w.space_id = ${spaceId}
       and not exists (select from known k where k.word collate "C" = w.word)`.execute(tx)
}

export async function countTrash(db: Db, at: In & { until: Date }): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from documents where space_id = ${at.spaceId} and trashed_at <= ${at.until})::int
         + (select count(*) from collections where space_id = ${at.spaceId} and trashed_at <= ${at.until})::int
      as count`.execute(db)
  return rows[0]?.count ?? 0
}

/** In the sweep's context: the spaces whose trash holds something past its days, and nothing is done about it yet. */
export async function listDueTrash(
  db: Db,
  at: { now: Date; daysByDefault: number; jobKind: string },
): Promise<SpaceId[]> {
  const { rows } = await sql<{ id: SpaceId }>`
    select s.id from spaces s left join retention_settings r on r.space_id = s.id
      cross join lateral (
        select ${at.now}::timestamptz - make_interval(days => coalesce(r.trash_days, ${at.daysByDefault})) as until) u
     where (r.space_id is null or r.trash_days is not null)
       and not exists (select from space_deletions x where x.space_id = s.id)
       and (exists (select from documents d where d.space_id = s.id and d.trashed_at <= u.until)
         or exists (select from collections c where c.space_id = s.id and c.trashed_at <= u.until))
       -- One at a time, and one that failed is not tried again before the next day.
       and not exists (select from jobs j where j.space_id = s.id and j.kind = ${at.jobKind}
         and (j.state in ('waiting', 'running') or (j.state = 'failed' and j.finished_at > ${at.now}::timestamptz - interval '1 day')))
     order by s.id`.execute(db)
  return rows.map(({ id }) => id)
}
