import { sha256 as sha256Schema, type Sha256, type SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../kernel/database/index.ts'

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

/** Which of these no row of any space names. In the sweep's context; throws in any other. */
export async function unnamedAmong(db: Db, hashes: readonly Sha256[]): Promise<Sha256[]> {
  const { rows } = await sql<{ hash: Buffer }>`
    select unnamed_hashes(array_agg(decode(hash, 'hex'))) as hash
      from unnest(${hashes}::text[]) as given (hash)`.execute(db)
  return rows.map(({ hash }) => sha256Schema.parse(hash.toString('hex')))
}

/** A hash as the database holds it. */
export function hashBytes(sha256: Sha256): Buffer {
  return Buffer.from(sha256, 'hex')
}
