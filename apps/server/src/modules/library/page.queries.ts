import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { pageId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'
import type { KnownPage, PageChanges, PlannedPage } from './intake/reconcile-pages.ts'

/** Size of a page until its file or source tells another: the paper of the first tablets. */
const DEFAULT_SIZE = { width: 1404, height: 1872 }

export async function knownPages(
  db: Db,
  { spaceId, documentId }: { spaceId: SpaceId; documentId: DocumentId },
): Promise<KnownPage[]> {
  return db
    .selectFrom('pages')
    .select([
      'id',
      'source_uuid as sourceUuid',
      'source_page as sourcePage',
      'position',
      sql<Sha256>`encode(version, 'hex')`.as('version'),
      'is_orphan as isOrphan',
      sql<boolean>`removed_at is not null`.as('isRemoved'),
    ])
    .where('space_id', '=', spaceId)
    .where('document_id', '=', documentId)
    .orderBy('position')
    .execute()
}

export type PageSize = { width: number; height: number }
type Owner = { spaceId: SpaceId; documentId: DocumentId }

/** Writes the changes of a document's pages; answers those whose picture is new. */
export async function applyPageChanges(
  tx: Tx,
  { changes, sizes = [], ...owner }: Owner & { changes: PageChanges; sizes?: readonly PageSize[] },
): Promise<PageId[]> {
  const added = changes.added.map(({ page, position }, index) => ({
    ...columnsOf({ page, position }),
    id: newId(pageId),
    ...(sizes[index] ?? DEFAULT_SIZE),
  }))
  await insertPages(tx, { ...owner, rows: added })
  await updatePages(tx, {
    ...owner,
    rows: changes.changed.map(({ id, isRedrawn, ...at }) => ({ ...columnsOf(at), id, is_redrawn: isRedrawn })),
  })
  await removePages(tx, { ...owner, ids: changes.removed })
  return [...added.map(({ id }) => id), ...changes.changed.filter(({ isRedrawn }) => isRedrawn).map(({ id }) => id)]
}

function columnsOf({ page, position }: { page: PlannedPage; position: number }) {
  return {
    position,
    source_uuid: page.sourceUuid ?? null,
    version: page.version,
    ink: page.inkSha256 ?? null,
    layers: page.layersSha256 ?? null,
    source_page: page.sourcePage ?? null,
    template: page.template ?? null,
    extras: page.extras,
    is_orphan: page.isOrphan,
  }
}
type PageColumns = ReturnType<typeof columnsOf> & { id: PageId }

// One JSON parameter for all rows: a document may have thousands of pages, and a statement only so many parameters.
const RECORD = sql.raw(`(id uuid, position int, source_uuid text, version text, ink text, layers text,
  source_page int, template text, extras jsonb, is_orphan boolean, width real, height real, is_redrawn boolean)`)

async function insertPages(tx: Tx, at: Owner & { rows: (PageColumns & PageSize)[] }): Promise<void> {
  if (at.rows.length === 0) return
  await sql`
    insert into pages (id, space_id, document_id, position, source_uuid, version, ink_sha256, layers_sha256,
        source_page, template, extras, is_orphan, width, height, is_blank)
      select r.id, ${at.spaceId}, ${at.documentId}, r.position, r.source_uuid, decode(r.version, 'hex'),
          decode(r.ink, 'hex'), decode(r.layers, 'hex'), r.source_page, r.template, r.extras, r.is_orphan,
          r.width, r.height, r.ink is null and r.source_page is null
        from jsonb_to_recordset(${JSON.stringify(at.rows)}::jsonb) as r ${RECORD}`.execute(tx)
}

async function updatePages(tx: Tx, at: Owner & { rows: (PageColumns & { is_redrawn: boolean })[] }): Promise<void> {
  if (at.rows.length === 0) return
  // The text of the older version stays until the new one is read: better an older text than none.
  await sql`
    update pages p
       set position = r.position, version = decode(r.version, 'hex'), ink_sha256 = decode(r.ink, 'hex'),
           layers_sha256 = decode(r.layers, 'hex'), source_page = r.source_page, template = r.template,
           extras = r.extras, is_orphan = r.is_orphan, removed_at = null, updated_at = now(),
           draw_status = case when r.is_redrawn then 'pending' else p.draw_status end,
           ocr_status = case when r.is_redrawn then 'pending' else p.ocr_status end,
           problems = case when r.is_redrawn then '{}' else p.problems end,
           reading_problem = case when r.is_redrawn then null else p.reading_problem end
      from jsonb_to_recordset(${JSON.stringify(at.rows)}::jsonb) as r ${RECORD}
     where p.id = r.id and p.space_id = ${at.spaceId} and p.document_id = ${at.documentId}`.execute(tx)
}

async function removePages(tx: Tx, at: Owner & { ids: readonly PageId[] }): Promise<void> {
  if (at.ids.length === 0) return
  await sql`
    update pages set removed_at = now(), updated_at = now()
     where id = any(${at.ids}::uuid[]) and space_id = ${at.spaceId} and document_id = ${at.documentId}`.execute(tx)
}

/** Gives the pages that lie on a source page their size; a drawing later tells it with the ink. */
export async function setSourceSizes(tx: Tx, at: Owner & { sizes: readonly PageSize[] }): Promise<void> {
  if (at.sizes.length === 0) return
  await sql`
    update pages p set width = size.width, height = size.height, updated_at = now()
      from unnest(${at.sizes.map(({ width }) => width)}::real[], ${at.sizes.map(({ height }) => height)}::real[])
        with ordinality as size (width, height, place)
     where p.space_id = ${at.spaceId} and p.document_id = ${at.documentId} and p.source_page = size.place - 1
       and p.draw_status = 'pending' and (p.width, p.height) is distinct from (size.width, size.height)`.execute(tx)
}

export async function pagesToDraw(db: Db, { spaceId, documentId }: Owner): Promise<PageId[]> {
  const rows = await db
    .selectFrom('pages')
    .select('id')
    .where('space_id', '=', spaceId)
    .where('document_id', '=', documentId)
    .where('removed_at', 'is', null)
    .where('draw_status', '=', 'pending')
    .orderBy('position')
    .execute()
  return rows.map(({ id }) => id)
}
