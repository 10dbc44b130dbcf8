import type { Database } from '../../../kernel/database/index.ts'
import type { WorkerPool } from '../../../kernel/pool/index.ts'
import { requirePermission } from '../../spaces/index.ts'
import { requireCollection } from '../document.queries.ts'
import type { ImportFilesInput } from './import-files.ts'

/**
 * Throws what `importFiles` would, before any bytes are taken: `not-allowed` and `collection-not-found`. While they are
 * taken, a worker gets ready to draw them.
 */
export async function mayImport(
  { database, pool }: { database: Database; pool: Pick<WorkerPool, 'warm'> },
  input: Omit<ImportFilesInput, 'files'>,
): Promise<void> {
  requirePermission(input.writer, 'import files')
  const { collectionId: id, spaceId, context } = input
  if (id !== null) await database.read(context, async (db) => requireCollection(db, { spaceId, id }))
  pool.warm()
}
