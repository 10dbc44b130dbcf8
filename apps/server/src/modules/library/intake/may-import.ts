import type { Database } from '../../../kernel/database/index.ts'
import type { WorkerPool } from '../../../kernel/pool/index.ts'
import { type Quotas, requirePermission } from '../../spaces/index.ts'
import { requireCollection } from '../document.queries.ts'
import type { ImportFilesInput } from './import-files.ts'

type MayImportDeps = { database: Database; pool: Pick<WorkerPool, 'warm'>; quotas: Pick<Quotas, 'requireRoomForBytes'> }

/** What a request with the most files may hold beside their bytes: names, headers, boundaries. */
const MULTIPART_FRAME_BYTES = 4 * 1024 * 1024

/**
 * Throws what `importFiles` would, before any bytes are taken: `not-allowed`, `collection-not-found`, and `quota-exceeded`
 * where the space is full or so much can never fit. While they are taken, a worker gets ready to draw them.
 */
export async function mayImport(
  { database, pool, quotas }: MayImportDeps,
  { announcedBytes = 0, ...input }: Omit<ImportFilesInput, 'files'> & { announcedBytes?: number },
): Promise<void> {
  requirePermission(input.writer, 'import files')
  const { collectionId: id, spaceId, context } = input
  if (id !== null) await database.read(context, async (db) => requireCollection(db, { spaceId, id }))
  const sizeBytes = Math.max(0, announcedBytes - MULTIPART_FRAME_BYTES)
  await quotas.requireRoomForBytes({ context, spaceId, sizeBytes })
  pool.warm()
}
