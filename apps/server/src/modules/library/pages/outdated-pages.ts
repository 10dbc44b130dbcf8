import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP } from '../../../kernel/database/index.ts'

/** A page whose picture an older renderer drew. */
export type OutdatedPage = {
  spaceId: SpaceId
  documentId: DocumentId
  documentTitle: string
  pageId: PageId
  version: Sha256
}

/** Drawn pages of all spaces that no renderer of at least this version has drawn, ordered by id. */
export async function readOutdatedPages(
  { database }: { database: Database },
  input: { rendererVersion: number; after: PageId | undefined; limit: number },
): Promise<OutdatedPage[]> {
  return database.read(SWEEP, async (db) => {
    const { rows } = await sql<OutdatedPage>`
      select p.space_id as "spaceId", p.document_id as "documentId", d.title as "documentTitle", p.id as "pageId",
             encode(p.version, 'hex') as version
        from pages p join documents d on d.id = p.document_id
       where p.draw_status = 'drawn' and p.removed_at is null
         and (${input.after ?? null}::uuid is null or p.id > ${input.after ?? null}::uuid)
         and not exists (select from drawings g where g.page_id = p.id and g.version = p.version
                                                  and g.renderer_version >= ${input.rendererVersion})
       order by p.id limit ${input.limit}`.execute(db)
    return rows
  })
}
