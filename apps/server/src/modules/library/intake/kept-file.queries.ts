import type { Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Tx } from '../../../kernel/database/index.ts'

export type NewKeptFile = {
  path: string
  sha256: Sha256
  role: 'set-aside' | 'archive' | 'collection' | 'template'
  /** Why it is no document, in words for a person. */
  reason: string
}

/** Remembers files that belong to no document, so that their bytes can be found. Again is harmless. */
export async function insertKeptFiles(
  tx: Tx,
  { spaceId, files }: { spaceId: SpaceId; files: readonly NewKeptFile[] },
): Promise<void> {
  if (files.length === 0) return
  const rows = files.map((file) => ({ ...file, id: v7() }))
  await sql`
    insert into kept_files (id, space_id, path, sha256, role, reason)
      select id, ${spaceId}, path, decode(sha256, 'hex'), role, reason
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r (id uuid, path text, sha256 text, role text, reason text)
      on conflict do nothing`.execute(tx)
}
