import {
  type AuditAction,
  type CollectionId,
  collectionCycle,
  collectionId,
  collectionNotFound,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import type { Context, Database, Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/person-log.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../../spaces/index.ts'
import { lockSpaceForImport, requireCollection } from '../document.queries.ts'
import { messages } from '../messages.ts'
import {
  type CollectionRow,
  insertCollection,
  isWithin,
  restoreCollection,
  trashCollection,
  updateCollection,
} from './collection.queries.ts'

export type ShelfDeps = { database: Database; personLog: PersonLog }
export type ShelfInput = {
  context: Context
  spaceId: SpaceId
  writer: Pick<Actor, 'role'>
  onBehalfOf?: UserId | undefined
  address?: string | undefined
}

export type CreateCollectionInput = ShelfInput & { title: string; parentId: CollectionId | null }

/** Throws `not-allowed` and `collection-not-found`, the latter for a parent in the trash too. */
export async function createCollection(deps: ShelfDeps, input: CreateCollectionInput): Promise<CollectionRow> {
  requirePermission(input.writer, 'create folders')
  return deps.database.write(input.context, async (tx) => {
    if (input.parentId !== null) await requireOpenCollection(tx, { spaceId: input.spaceId, id: input.parentId })
    const row = await insertCollection(tx, {
      id: newId(collectionId),
      space_id: input.spaceId,
      parent_id: input.parentId,
      title: input.title,
    })
    await recordChange(tx, { input, action: 'folder.created', object: { kind: 'collection', id: row.id } })
    await logCollection(deps, { tx, spaceId: input.spaceId, id: row.id })
    return row
  })
}

export type ChangeCollectionInput = ShelfInput & {
  id: CollectionId
  title?: string | undefined
  parentId?: CollectionId | null | undefined
  isTrashed?: boolean | undefined
}

/** Renames, moves, trashes or restores. Throws `not-allowed`, `collection-not-found` and `collection-cycle`. */
export async function changeCollection(deps: ShelfDeps, input: ChangeCollectionInput): Promise<CollectionRow> {
  requirePermission(input.writer, 'change folders')
  const at = { spaceId: input.spaceId, id: input.id }
  return deps.database.write(input.context, async (tx) => {
    // Two moves at once could each be fine and make a circle together; a new name alone waits for nobody.
    const isMoving = input.parentId !== undefined || input.isTrashed !== undefined
    if (isMoving) await lockSpaceForImport(tx, input.spaceId)
    const before = await requireCollection(tx, at)
    if (input.parentId != null) {
      await requireOpenCollection(tx, { spaceId: input.spaceId, id: input.parentId })
      if (await isWithin(tx, { spaceId: input.spaceId, id: input.parentId, ancestor: input.id }))
        throw collectionCycle({})
    }
    await updateCollection(tx, {
      ...at,
      ...(input.title === undefined ? {} : { title: input.title }),
      ...(input.parentId === undefined ? {} : { parent_id: input.parentId }),
    })
    const wasTrashed = before.trashed_at !== null
    if (input.isTrashed === true && !wasTrashed) await trashCollection(tx, at)
    if (input.isTrashed === false && wasTrashed) await restoreCollection(tx, at)
    const action = changeOf({ input, wasTrashed })
    await recordChange(tx, { input, action: `folder.${action}`, object: { kind: 'collection', id: input.id } })
    await logCollection(deps, { tx, ...at })
    return requireCollection(tx, at)
  })
}

/** What is told of a change: that something went to the trash or came back stands above its name and its place. */
export function changeOf(at: { input: { isTrashed?: boolean | undefined }; wasTrashed: boolean }) {
  const { isTrashed } = at.input
  if (isTrashed === undefined || isTrashed === at.wasTrashed) return 'changed'
  return isTrashed ? 'trashed' : 'restored'
}

export async function recordChange(
  tx: Tx,
  { input, ...what }: { input: ShelfInput; action: AuditAction; object: { kind: string; id: string } },
): Promise<void> {
  const { spaceId, onBehalfOf: actorId, address } = input
  await recordAudit(tx, { ...what, spaceId, actorId, address })
}

/** Nothing is put into a folder that lies in the trash: it would vanish where it was dropped. */
export async function requireOpenCollection(
  tx: Tx,
  at: { spaceId: SpaceId; id: CollectionId },
): Promise<CollectionRow> {
  const row = await requireCollection(tx, at)
  if (row.trashed_at !== null) throw collectionNotFound({ collection_id: at.id }, { detail: messages.folderInTrash })
  return row
}

async function logCollection(
  { personLog }: Pick<ShelfDeps, 'personLog'>,
  { tx, spaceId, id }: { tx: Tx; spaceId: SpaceId; id: CollectionId },
): Promise<void> {
  await personLog.append(tx, {
    spaceId,
    events: [{ kind: 'collection.changed', ids: { space_id: spaceId, collection_id: id } }],
  })
}
