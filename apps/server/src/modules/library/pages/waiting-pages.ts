import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, type Db, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/person-log.ts'

type WaitingDeps = { database: Database; personLog: PersonLog }
export type UnreadPage = { pageId: PageId; version: Sha256; documentId: DocumentId; title: string }

/**
 * Takes pages that wait for the plan out of their waiting, the newest first: they are pending again, and whoever takes
 * them reads them. Two who take at once never get the same page.
 */
export async function takeWaitingPages(
  deps: Pick<WaitingDeps, 'personLog'>,
  { tx, spaceId, atMost }: { tx: Tx; spaceId: SpaceId; atMost: number },
): Promise<UnreadPage[]> {
  // Ids are made in the order of time.
  return take(deps, {
    tx,
    spaceId,
    which: sql`ocr_status = 'pending_quota' order by id desc limit ${atMost} for update skip locked`,
  })
}

/** The same with the pages of one document that nobody has asked a reader about, whatever the reason. */
export async function takeUnreadPages(
  deps: Pick<WaitingDeps, 'personLog'>,
  { tx, spaceId, documentId }: { tx: Tx; spaceId: SpaceId; documentId: DocumentId },
): Promise<UnreadPage[]> {
  return take(deps, {
    tx,
    spaceId,
    which: sql`document_id = ${documentId} and ocr_status in ('pending_quota', 'skipped') and draw_status <> 'failed'
      order by id desc for update skip locked`,
  })
}

async function take(
  { personLog }: Pick<WaitingDeps, 'personLog'>,
  { tx, spaceId, which }: { tx: Tx; spaceId: SpaceId; which: ReturnType<typeof sql> },
): Promise<UnreadPage[]> {
  const { rows } = await sql<UnreadPage>`
    with taken as (
      select id from pages where space_id = ${spaceId} and removed_at is null and ${which}),
    changed as (
      update pages p set ocr_status = 'pending', reading_problem = null, updated_at = now()
        from taken where p.id = taken.id
        returning p.id, p.version, p.document_id)
    select c.id as "pageId", encode(c.version, 'hex') as version, c.document_id as "documentId", d.title
      from changed c join documents d on d.id = c.document_id
      order by c.id desc`.execute(tx)
  for (const documentId of new Set(rows.map((row) => row.documentId))) {
    const ids = { space_id: spaceId, document_id: documentId }
    await personLog.append(tx, { spaceId, events: [{ kind: 'document.changed', ids }] })
  }
  return rows
}

export async function hasWaitingPages(_deps: object, { db, spaceId }: { db: Db; spaceId: SpaceId }): Promise<boolean> {
  const row = await db
    .selectFrom('pages')
    .select('id')
    .where('space_id', '=', spaceId)
    .where('ocr_status', '=', 'pending_quota')
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The spaces in which pages wait for the plan. */
export async function spacesWithWaitingPages(
  { database }: Pick<WaitingDeps, 'database'>,
  _input: object,
): Promise<SpaceId[]> {
  const { rows } = await database.read(SWEEP, async (db) =>
    sql<{ id: SpaceId }>`
      select s.id from spaces s where exists (
        select from pages p where p.space_id = s.id and p.ocr_status = 'pending_quota' and p.removed_at is null)
    `.execute(db),
  )
  return rows.map(({ id }) => id)
}
