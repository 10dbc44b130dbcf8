import { type AuditAction, type CollectionId, type DocumentId, documentNotFound } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'
import { type DocumentRow, findDocument, updateDocument } from '../document.queries.ts'
import { requirePermission } from '../../spaces/index.ts'
import { fold } from '../search/words.ts'
import { changeOf, recordChange, requireOpenCollection, type ShelfDeps, type ShelfInput } from './change-collection.ts'
import { findListedDocument, type ListedDocument } from './document-list.queries.ts'

export type ChangeDocumentInput = ShelfInput & {
  id: DocumentId
  title?: string | undefined
  collectionId?: CollectionId | null | undefined
  isTrashed?: boolean | undefined
  isArchived?: boolean | undefined
}

/**
 * Renames, moves, archives, trashes or restores. What comes back from the trash, while its folder is still there, comes back to
 * the top. Throws `not-allowed`, `document-not-found` and `collection-not-found`.
 */
export async function changeDocument(deps: ShelfDeps, input: ChangeDocumentInput): Promise<ListedDocument> {
  requirePermission(input.writer, 'change documents')
  const at = { spaceId: input.spaceId, id: input.id }
  return deps.database.write(input.context, async (tx) => {
    const before = await findDocument(tx, at)
    if (before === undefined) throw documentNotFound({ document_id: input.id })
    const collectionId = await newPlace(tx, { input, before })
    if (collectionId !== before.collection_id) await yieldIdentity(tx, { before, collectionId })
    await updateDocument(tx, {
      id: input.id,
      collection_id: collectionId,
      ...(input.title === undefined ? {} : { title: input.title, title_folded: fold(input.title) }),
      ...trashColumns({ input, before }),
      ...archiveColumn({ input, before }),
    })
    await recordChange(tx, { input, action: actionOf({ input, before }), object: { kind: 'document', id: input.id } })
    const ids = { space_id: input.spaceId, document_id: input.id }
    await deps.personLog.append(tx, { spaceId: input.spaceId, events: [{ kind: 'document.changed', ids }] })
    const after = await findListedDocument(tx, at)
    if (after === undefined) throw documentNotFound({ document_id: input.id })
    return after
  })
}

type Change = { input: ChangeDocumentInput; before: DocumentRow }

async function newPlace(tx: Tx, { input, before }: Change): Promise<CollectionId | null> {
  const { spaceId, collectionId } = input
  if (collectionId != null) return (await requireOpenCollection(tx, { spaceId, id: collectionId })).id
  if (collectionId === null || before.collection_id === null) return null
  if (input.isTrashed !== false) return before.collection_id
  const folder = await tx
    .selectFrom('collections')
    .select('trashed_at')
    .where('space_id', '=', spaceId)
    .where('id', '=', before.collection_id)
    .executeTakeFirst()
  return folder === undefined || folder.trashed_at !== null ? null : before.collection_id
}

function trashColumns({ input, before }: Change): { trashed_at?: Date | null; trashed_with?: null } {
  if (input.isTrashed === undefined || input.isTrashed === (before.trashed_at !== null)) return {}
  return { trashed_at: input.isTrashed ? new Date() : null, trashed_with: null }
}

/** Who restores something from the trash wants to see it again, wherever it lay before. */
function archiveColumn({ input, before }: Change): { archived_at?: Date | null } {
  const isRestored = input.isTrashed === false && before.trashed_at !== null
  const isArchived = input.isArchived ?? (isRestored ? false : undefined)
  if (isArchived === undefined || isArchived === (before.archived_at !== null)) return {}
  return { archived_at: isArchived ? new Date() : null }
}

function actionOf({ input, before }: Change): AuditAction {
  const change = changeOf({ input, wasTrashed: before.trashed_at !== null })
  if (change !== 'changed') return `document.${change}`
  const { isArchived = before.archived_at !== null } = input
  if (isArchived === (before.archived_at !== null)) return 'document.changed'
  return isArchived ? 'document.archived' : 'document.unarchived'
}

/**
 * The same bytes may lie in the new folder already. Both documents stay; the one that was there first is what a
 * repeated upload finds.
 */
async function yieldIdentity(
  tx: Tx,
  { before, collectionId }: { before: DocumentRow; collectionId: CollectionId | null },
): Promise<void> {
  await sql`
    update documents d set identity_sha256 = null
     where d.id = ${before.id} and d.source_uuid is null and exists (
       select from documents o
        where o.space_id = d.space_id and o.id <> d.id and o.source_uuid is null
          and o.collection_id is not distinct from ${collectionId}::uuid and o.identity_sha256 = d.identity_sha256)`.execute(
    tx,
  )
}
