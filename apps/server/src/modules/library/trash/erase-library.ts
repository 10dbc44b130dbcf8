import type { CollectionId, DocumentId, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP } from '../../../kernel/database/index.ts'
import { eraseForGood } from './trash.queries.ts'

const DOCUMENTS_AT_ONCE = 50

/** In the sweep's context: all that the library has of a space, a portion in each transaction. */
export async function eraseLibrary(
  { database }: { database: Database },
  { spaceId, signal }: { spaceId: SpaceId; signal: AbortSignal },
): Promise<void> {
  for (let erased = DOCUMENTS_AT_ONCE; erased > 0;) {
    signal.throwIfAborted()
    erased = await database.write(SWEEP, async (tx) => {
      const { rows } = await sql<{ id: DocumentId }>`
        select id from documents where space_id = ${spaceId} order by id limit ${DOCUMENTS_AT_ONCE}`.execute(tx)
      const documentIds = rows.map(({ id }) => id)
      if (documentIds.length > 0) await eraseForGood(tx, { spaceId, documentIds, collectionIds: [] })
      return documentIds.length
    })
  }
  await database.write(SWEEP, async (tx) => {
    const { rows } = await sql<{ id: CollectionId }>`select id from collections where space_id = ${spaceId}`.execute(tx)
    await eraseForGood(tx, { spaceId, documentIds: [], collectionIds: rows.map(({ id }) => id) })
    await sql`delete from kept_files where space_id = ${spaceId}`.execute(tx)
    await sql`delete from space_words where space_id = ${spaceId}`.execute(tx)
  })
}
