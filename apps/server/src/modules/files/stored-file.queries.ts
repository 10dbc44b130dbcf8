import type { Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../kernel/database/index.ts'

/** Bytes of a space: every row elsewhere that names a hash refers to one of these. */
export type StoredFile = { sha256: Sha256; sizeBytes: number }

/** Says that these bytes, which are in the blob store already, are kept for the space. Saying it twice is harmless. */
export async function insertStoredFiles(
  tx: Tx,
  { spaceId, files }: { spaceId: SpaceId; files: readonly StoredFile[] },
): Promise<void> {
  if (files.length === 0) return
  // One array per column: the number of files is not bounded by the number of parameters.
  const hashes = files.map(({ sha256 }) => sha256)
  const sizes = files.map(({ sizeBytes }) => sizeBytes)
  await sql`
    insert into stored_files (space_id, sha256, size_bytes)
      select ${spaceId}, decode(hash, 'hex'), size
        from unnest(${hashes}::text[], ${sizes}::bigint[]) as given (hash, size)
      on conflict do nothing`.execute(tx)
}

/** A hash as the database holds it. */
export function hashBytes(sha256: Sha256): Buffer {
  return Buffer.from(sha256, 'hex')
}
