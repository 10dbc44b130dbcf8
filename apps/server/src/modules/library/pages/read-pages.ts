import type { DocumentId, PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Context, Database } from '../../../kernel/database/index.ts'
import { findPageSource, type PageSource } from './page-source.ts'

type ReadDeps = { database: Database }
type InSpace = { context: Context; spaceId: SpaceId }

/** Everything that drawing and reading a page needs. Undefined for a page that was removed or is not in the space. */
export async function readPageSource(
  { database }: ReadDeps,
  input: InSpace & { pageId: PageId },
): Promise<PageSource | undefined> {
  return database.read(input.context, async (db) => findPageSource(db, input))
}

type PageVersion = { pageId: PageId; version: Sha256 }

/** The current versions of these pages, or of all pages of a document, in reading order; removed ones are left out. */
export async function readPageVersions(
  { database }: ReadDeps,
  input: InSpace & ({ pageIds: readonly PageId[] } | { documentId: DocumentId }),
): Promise<PageVersion[]> {
  return database.read(input.context, async (db) => {
    const pages = db
      .selectFrom('pages')
      .select(['id as pageId', sql<Sha256>`encode(version, 'hex')`.as('version')])
      .where('space_id', '=', input.spaceId)
      .where('removed_at', 'is', null)
    const wanted =
      'documentId' in input
        ? pages.where('document_id', '=', input.documentId)
        : pages.where('id', '=', sql<PageId>`any(${[...input.pageIds]}::uuid[])`)
    return wanted.orderBy('position').orderBy('id').execute()
  })
}

/** How much of a neighbouring page a reader is told; enough to know the hand, the language and the subject. */
const NEIGHBOUR_TEXT_MAX_LENGTH = 1_500

/** The end of the text before page number `from`, and the beginning of that after page number `to`, where known. */
export async function readNeighbours(
  { database }: ReadDeps,
  input: InSpace & { documentId: DocumentId; from: number; to: number },
): Promise<{ before?: string; after?: string }> {
  const rows = await database.read(input.context, async (db) =>
    db
      .selectFrom('pages')
      .innerJoin('page_texts', 'page_texts.page_id', 'pages.id')
      .select(['pages.position', 'page_texts.text'])
      .where('pages.space_id', '=', input.spaceId)
      .where('pages.document_id', '=', input.documentId)
      .where('pages.removed_at', 'is', null)
      .where('pages.position', 'in', [input.from - 1, input.to + 1])
      .execute(),
  )
  const before = rows.find(({ position }) => position < input.from)?.text
  const after = rows.find(({ position }) => position > input.to)?.text
  return {
    ...(before === undefined ? {} : { before: before.slice(-NEIGHBOUR_TEXT_MAX_LENGTH) }),
    ...(after === undefined ? {} : { after: after.slice(0, NEIGHBOUR_TEXT_MAX_LENGTH) }),
  }
}
