import type { JobId, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'

type Batch = { spaceId: SpaceId; batchId: JobId }

/** Of what this batch brings, a reader is asked about at most so many pages. */
export async function insertAllowance(tx: Tx, { spaceId, batchId, pages }: Batch & { pages: number }): Promise<void> {
  const row = { batch_id: batchId, space_id: spaceId, left_pages: pages }
  await tx.insertInto('reading_allowances').values(row).execute()
}

/** How many pages of a batch may still be read; undefined where there is no such limit. */
export async function findAllowance(db: Db, { spaceId, batchId }: Batch): Promise<number | undefined> {
  const row = await db
    .selectFrom('reading_allowances')
    .select('left_pages')
    .where('batch_id', '=', batchId)
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
  return row?.left_pages
}

/** The same, held until the transaction ends. */
export async function lockAllowance(tx: Tx, batch: Batch): Promise<number | undefined> {
  const { rows } = await sql<{ left: number }>`
    select left_pages as left from reading_allowances
     where batch_id = ${batch.batchId} and space_id = ${batch.spaceId} for update`.execute(tx)
  return rows[0]?.left
}

export async function addToAllowance(tx: Tx, { spaceId, batchId, pages }: Batch & { pages: number }): Promise<void> {
  await sql`
    update reading_allowances set left_pages = left_pages + ${pages}
     where batch_id = ${batchId} and space_id = ${spaceId}`.execute(tx)
}
