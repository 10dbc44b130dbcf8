import type { JobId, PageId, ReadingId, ReadingSummary, Sha256, SpaceId } from '@kinfolio/contracts'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'
import { presentReading } from '../library/index.ts'

export type NewReading = Insertable<DB['readings']>
export type ReadingRow = Selectable<DB['readings']>

const READINGS_SHOWN_MAX = 100

type ReadingKey = {
  spaceId: SpaceId
  pageId: PageId
  version: Sha256
  engine: string
  engineVersion: string
  run: number
}

export async function hasReading(db: Db, key: ReadingKey): Promise<boolean> {
  const found = await db
    .selectFrom('readings')
    .select('id')
    .where('space_id', '=', key.spaceId)
    .where('page_id', '=', key.pageId)
    .where('version', '=', Buffer.from(key.version, 'hex'))
    .where('engine', '=', key.engine)
    .where('engine_version', '=', key.engineVersion)
    .where('run', '=', key.run)
    .where('origin', '=', 'engine')
    .executeTakeFirst()
  return found !== undefined
}

export async function insertReading(tx: Tx, row: NewReading): Promise<void> {
  await tx.insertInto('readings').values(row).execute()
}

/** The newest reading of this version by a person that was made after the job; ids are in the order of time. */
export async function findCorrectionSince(
  db: Db,
  at: { spaceId: SpaceId; pageId: PageId; version: Sha256; jobId: JobId },
): Promise<ReadingRow | undefined> {
  return db
    .selectFrom('readings')
    .selectAll()
    .where('space_id', '=', at.spaceId)
    .where('page_id', '=', at.pageId)
    .where('version', '=', Buffer.from(at.version, 'hex'))
    .where('origin', '=', 'person')
    .where(sql<boolean>`id > ${at.jobId}::uuid`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The number of the next reading on purpose of any of these pages by this engine. */
export async function nextRun(
  db: Db,
  of: { spaceId: SpaceId; pageIds: readonly PageId[]; engine: string },
): Promise<number> {
  if (of.pageIds.length === 0) return 0
  const row = await db
    .selectFrom('readings')
    .select((eb) => eb.fn.max('run').as('last'))
    .where('space_id', '=', of.spaceId)
    .where('page_id', 'in', [...of.pageIds])
    .where('engine', '=', of.engine)
    .executeTakeFirst()
  return row?.last == null ? 0 : row.last + 1
}

export async function findReading(
  db: Db,
  at: { spaceId: SpaceId; pageId: PageId; id: ReadingId },
): Promise<ReadingRow | undefined> {
  return db
    .selectFrom('readings')
    .selectAll()
    .where('space_id', '=', at.spaceId)
    .where('page_id', '=', at.pageId)
    .where('id', '=', at.id)
    .executeTakeFirst()
}

/** Newest first, with the one that the page shows marked. */
export async function listReadings(db: Db, at: { spaceId: SpaceId; pageId: PageId }): Promise<ReadingSummary[]> {
  const rows = await db
    .selectFrom('readings')
    .leftJoin('page_texts', 'page_texts.reading_id', 'readings.id')
    .selectAll('readings')
    .select('page_texts.reading_id as current_id')
    .where('readings.space_id', '=', at.spaceId)
    .where('readings.page_id', '=', at.pageId)
    .orderBy('readings.created_at', 'desc')
    .orderBy('readings.id', 'desc')
    .limit(READINGS_SHOWN_MAX)
    .execute()
  return rows.map((row) => presentReading(row, row.current_id !== null))
}
