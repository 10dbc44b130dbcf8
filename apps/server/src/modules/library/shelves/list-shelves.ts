import { type DocumentId, documentNotFound, type SpaceId } from '@kinfolio/contracts'
import type { Context, Database } from '../../../kernel/database/index.ts'
import { findDocument, findSpaceOfDocument } from '../document.queries.ts'
import { type ListedPage, listPageRows } from '../pages/page-list.queries.ts'
import { type CollectionRow, listCollectionRows } from './collection.queries.ts'
import {
  type DocumentListInput,
  findListedDocument,
  type ListedDocument,
  listDocumentRows,
} from './document-list.queries.ts'

type ReadDeps = { database: Database }
type InContext = { context: Context; spaceId: SpaceId }
type ListOf<Row> = { rows: Row[]; nextCursor: string | null }
type Portion = { limit: number; cursor?: string | undefined }

export async function listCollections(deps: ReadDeps, input: InContext & Portion): Promise<ListOf<CollectionRow>> {
  return deps.database.read(input.context, async (db) => listCollectionRows(db, input))
}

export async function listDocuments(
  deps: ReadDeps,
  input: InContext & DocumentListInput,
): Promise<ListOf<ListedDocument>> {
  return deps.database.read(input.context, async (db) => listDocumentRows(db, input))
}

/** Throws `document-not-found`. */
export async function openDocument(deps: ReadDeps, input: InContext & { id: DocumentId }): Promise<ListedDocument> {
  const found = await deps.database.read(input.context, async (db) => findListedDocument(db, input))
  if (found === undefined) throw documentNotFound({ document_id: input.id })
  return found
}

/** Which of the person's spaces it is in. Throws `document-not-found`. */
export async function findDocumentSpace(
  deps: ReadDeps,
  { context, id }: { context: Context; id: DocumentId },
): Promise<{ spaceId: SpaceId }> {
  const spaceId = await deps.database.read(context, async (db) => findSpaceOfDocument(db, id))
  if (spaceId === undefined) throw documentNotFound({ document_id: id })
  return { spaceId }
}

/** Throws `document-not-found`. */
export async function listPages(
  deps: ReadDeps,
  input: InContext & Portion & { documentId: DocumentId },
): Promise<ListOf<ListedPage>> {
  return deps.database.read(input.context, async (db) => {
    const list = await listPageRows(db, input)
    const isKnown = list.rows.length > 0 || (await findDocument(db, { ...input, id: input.documentId })) !== undefined
    if (!isKnown) throw documentNotFound({ document_id: input.documentId })
    return list
  })
}
