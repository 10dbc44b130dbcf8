import { type CollectionId, collectionId, type SpaceId } from '@kinfolio/contracts'
import type { Insertable, Selectable } from 'kysely'
import { sql } from 'kysely'
import { z } from 'zod'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'
import { portion, readCursor, writeCursor } from '../list-cursor.ts'

export type CollectionRow = Selectable<DB['collections']>
type At = { spaceId: SpaceId; id: CollectionId }

const keys = z.tuple([z.int().nonnegative(), collectionId])

/** All folders, trashed ones too, parents before children. */
export async function listCollectionRows(
  db: Db,
  input: { spaceId: SpaceId; limit: number; cursor?: string | undefined },
): Promise<{ rows: CollectionRow[]; nextCursor: string | null }> {
  const [depth, id] = input.cursor === undefined ? [-1, undefined] : readCursor(keys, input.cursor)
  const found = await sql<CollectionRow & { depth: number }>`
    with recursive tree as (
      select c.*, 0 as depth from collections c where c.space_id = ${input.spaceId} and c.parent_id is null
      union all
      select c.*, t.depth + 1 from collections c join tree t on c.parent_id = t.id where c.space_id = ${input.spaceId}
    )
    select * from tree
     where depth > ${depth} or (depth = ${depth} and id > ${id ?? null}::uuid)
     order by depth, id limit ${input.limit + 1}`.execute(db)
  const { rows, last } = portion(found.rows, input.limit)
  return { rows, nextCursor: last === undefined ? null : writeCursor([last.depth, last.id]) }
}

export async function allCollections(db: Db, spaceId: SpaceId): Promise<CollectionRow[]> {
  return db.selectFrom('collections').selectAll().where('space_id', '=', spaceId).execute()
}

export async function insertCollection(tx: Tx, row: Insertable<DB['collections']>): Promise<CollectionRow> {
  return tx.insertInto('collections').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function updateCollection(
  tx: Tx,
  { spaceId, id, ...row }: At & { title?: string; parent_id?: CollectionId | null; tablet?: string },
): Promise<void> {
  await tx
    .updateTable('collections')
    .set({ ...row, updated_at: sql`now()` })
    .where('space_id', '=', spaceId)
    .where('id', '=', id)
    .execute()
}

/** Whether `id` is `ancestor` or lies somewhere below it. */
export async function isWithin(
  db: Db,
  at: { spaceId: SpaceId; id: CollectionId; ancestor: CollectionId },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive above as (
      select id, parent_id from collections where space_id = ${at.spaceId} and id = ${at.id}
      union
      select c.id, c.parent_id from collections c join above a on c.id = a.parent_id where c.space_id = ${at.spaceId}
    )
    select exists (select from above where id = ${at.ancestor}) as found`.execute(db)
  return rows[0]?.found === true
}

/** A folder goes to the trash with everything below it that is not there already. */
export async function trashCollection(tx: Tx, { spaceId, id }: At): Promise<void> {
  await sql`
    with recursive below as (
      select id from collections where space_id = ${spaceId} and id = ${id}
      union
      select c.id from collections c join below b on c.parent_id = b.id
       where c.space_id = ${spaceId} and c.trashed_at is null
    ), folders as (
      update collections c
         set trashed_at = now(), trashed_with = case when c.id = ${id} then null else ${id}::uuid end, updated_at = now()
        from below where c.id = below.id
    )
    update documents d set trashed_at = now(), trashed_with = ${id}, updated_at = now()
      from below where d.space_id = ${spaceId} and d.collection_id = below.id and d.trashed_at is null`.execute(tx)
}

/** A folder comes back with what went with it; to the top when the folder above it is still in the trash. */
export async function restoreCollection(tx: Tx, { spaceId, id }: At): Promise<void> {
  await sql`
    update collections c
       set trashed_at = null, trashed_with = null, updated_at = now(),
           parent_id = case when c.id = ${id} and exists (
             select from collections p where p.id = c.parent_id and p.trashed_at is not null) then null else c.parent_id end
     where c.space_id = ${spaceId} and (c.id = ${id} or c.trashed_with = ${id})`.execute(tx)
  await sql`
    update documents set trashed_at = null, trashed_with = null, updated_at = now()
     where space_id = ${spaceId} and trashed_with = ${id}`.execute(tx)
}

/** A folder that comes into one in the trash lies there too, and comes back with it. */
export async function joinTrash(tx: Tx, at: At & { with: CollectionId }): Promise<void> {
  await sql`
    update collections set trashed_at = now(), trashed_with = ${at.with}, updated_at = now()
     where space_id = ${at.spaceId} and id = ${at.id}`.execute(tx)
}
