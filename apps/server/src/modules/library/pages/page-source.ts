import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sha256 } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../kernel/database/index.ts'
import type { PageExtra } from '../page-version.ts'

/** Everything that drawing and reading a page needs: hashes of bytes in the blob store. */
export type PageSource = {
  pageId: PageId
  documentId: DocumentId
  documentTitle: string
  /** From 1. */
  number: number
  version: Sha256
  drawStatus: string
  ocrStatus: string
  inkSha256: Sha256 | undefined
  /** `<page>-metadata.json` of version 3 and 5 pages: names of the layers. */
  layersSha256: Sha256 | undefined
  template: string | undefined
  /** The tablet shows the document sideways. */
  isLandscape: boolean
  extras: PageExtra[]
  /** What lies under the ink: a page, from 0, of a PDF or EPUB, or the picture itself. */
  source: { sha256: Sha256; kind: SourceKind; page: number } | undefined
}

const sourceKind = z.enum(['pdf', 'epub', 'picture'])
export type SourceKind = z.infer<typeof sourceKind>
const extras = z.array(z.object({ role: z.enum(['highlights', 'image']), name: z.string(), sha256 }))

/** Undefined for a page that was removed, or that is not in the space. */
export async function findPageSource(
  db: Db,
  { spaceId, pageId }: { spaceId: SpaceId; pageId: PageId },
): Promise<PageSource | undefined> {
  const row = await db
    .selectFrom('pages')
    .innerJoin('documents', 'documents.id', 'pages.document_id')
    .select([
      'pages.id as pageId',
      'pages.document_id as documentId',
      'documents.title as documentTitle',
      'documents.source_kind as kind',
      'pages.position as number',
      'pages.draw_status as drawStatus',
      'pages.ocr_status as ocrStatus',
      'pages.template',
      'pages.extras',
      'pages.source_page',
      sql<boolean>`coalesce(documents.tablet->>'orientation' = 'landscape', false)`.as('isLandscape'),
      sql<Sha256>`encode(pages.version, 'hex')`.as('version'),
      sql<Sha256 | null>`encode(pages.ink_sha256, 'hex')`.as('ink'),
      sql<Sha256 | null>`encode(pages.layers_sha256, 'hex')`.as('layers'),
      sql<Sha256 | null>`encode(documents.source_sha256, 'hex')`.as('source'),
    ])
    .where('pages.space_id', '=', spaceId)
    .where('pages.id', '=', pageId)
    .where('pages.removed_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { ink, layers, source, source_page, kind, ...rest } = row
  const hasSource = source !== null && source_page !== null && kind !== null
  return {
    ...rest,
    template: row.template ?? undefined,
    inkSha256: ink ?? undefined,
    layersSha256: layers ?? undefined,
    extras: extras.parse(row.extras),
    source: hasSource ? { sha256: source, kind: sourceKind.parse(kind), page: source_page } : undefined,
  }
}
