import { type CollectionId, collectionId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kernel/ids.ts'
import {
  allCollections,
  type CollectionRow,
  insertCollection,
  joinTrash,
  restoreCollection,
  trashCollection,
  updateCollection,
} from '../shelves/collection.queries.ts'
import type { TabletFacts } from './describe-document.ts'
import type { ImportStep } from './import-deps.ts'
import type { TabletCollection } from './sort-upload.ts'

/** The folders of the space by the tablet's uuid, to place documents in. */
export type TabletPlaces = ReadonlyMap<string, Pick<CollectionRow, 'id' | 'trashed_at' | 'trashed_with'>>

type Place = { collectionId: CollectionId | null; trashedWith: CollectionId | null; isTrashed: boolean }

/**
 * Where a document of the tablet belongs. Undefined for what lies at the tablet's top, or in a folder that has not
 * come yet: it then goes where the upload was dropped, and moves when its folder comes.
 */
export function collectionFor(
  places: TabletPlaces,
  { parent, isTrashed }: Pick<TabletFacts, 'parent' | 'isTrashed'>,
): Place | undefined {
  const folder = places.get(parent.toLowerCase())
  if (folder === undefined) return isTrashed ? { collectionId: null, trashedWith: null, isTrashed } : undefined
  const isInTrash = isTrashed || folder.trashed_at !== null
  const trashedWith = !isTrashed && folder.trashed_at !== null ? (folder.trashed_with ?? folder.id) : null
  return { collectionId: folder.id, trashedWith, isTrashed: isInTrash }
}

/** Brings the tablet's folders up to date and answers all folders of the space by the tablet's uuid. */
export async function saveTabletCollections(
  step: ImportStep,
  collections: readonly TabletCollection[],
): Promise<TabletPlaces> {
  const { tx, to } = step
  const rows = new Map(
    (await allCollections(tx, to.spaceId)).flatMap((row) => (row.source_uuid === null ? [] : [[row.source_uuid, row]])),
  )
  const changes = collections.flatMap((collection) => changeOf(collection, rows.get(collection.uuid.toLowerCase())))
  if (changes.length === 0) return rows
  for (const change of changes) await saveTitle(step, { change, rows })
  for (const { uuid, isMoved, facts } of changes) if (isMoved) await saveParent(step, { uuid, facts, rows })
  for (const { uuid, isTrashChanged, facts } of changes) {
    const id = rows.get(uuid)?.id
    if (id === undefined || !isTrashChanged) continue
    await (facts.isTrashed ? trashCollection : restoreCollection)(tx, { spaceId: to.spaceId, id })
  }
  await adoptChildren(
    step,
    changes.flatMap(({ uuid, isNew }) => (isNew ? [uuid] : [])),
  )
  for (const { uuid } of changes) {
    const id = rows.get(uuid)?.id
    if (id !== undefined)
      step.logged.push({ kind: 'collection.changed', ids: { space_id: to.spaceId, collection_id: id } })
  }
  return new Map(
    (await allCollections(tx, to.spaceId)).flatMap((row) => (row.source_uuid === null ? [] : [[row.source_uuid, row]])),
  )
}

const storedFacts = z.object({
  title: z.string().default(''),
  parent: z.string().default(''),
  isTrashed: z.boolean().default(false),
})
type Facts = z.output<typeof storedFacts>
type Change = {
  uuid: string
  isNew: boolean
  isRenamed: boolean
  isMoved: boolean
  isTrashChanged: boolean
  facts: Facts
}
type Rows = Map<string, CollectionRow>

function changeOf({ uuid, metadata }: TabletCollection, known: CollectionRow | undefined): Change[] {
  if (!z.guid().safeParse(uuid).success) return []
  const isTrashed = metadata.isDeleted || metadata.parent === 'trash'
  const facts = { title: metadata.visibleName, parent: metadata.parent.toLowerCase(), isTrashed }
  const before =
    known === undefined ? { title: undefined, parent: '', isTrashed: false } : storedFacts.parse(known.tablet)
  const change = {
    uuid: uuid.toLowerCase(),
    isNew: known === undefined,
    isRenamed: facts.title !== before.title,
    isMoved: facts.parent !== before.parent,
    isTrashChanged: facts.isTrashed !== before.isTrashed,
    facts,
  }
  return change.isNew || change.isRenamed || change.isMoved || change.isTrashChanged ? [change] : []
}

async function saveTitle(step: ImportStep, { change, rows }: { change: Change; rows: Rows }): Promise<void> {
  const { uuid, facts } = change
  const known = rows.get(uuid)
  const title = facts.title.trim() === '' ? 'Folder' : facts.title.trim().slice(0, 500)
  if (known === undefined) {
    const row = { id: newId(collectionId), space_id: step.to.spaceId, parent_id: null, title, source_uuid: uuid }
    rows.set(uuid, await insertCollection(step.tx, { ...row, tablet: JSON.stringify(facts) }))
    return
  }
  const at = { spaceId: step.to.spaceId, id: known.id }
  await updateCollection(step.tx, { ...at, ...(change.isRenamed ? { title } : {}), tablet: JSON.stringify(facts) })
}

/** A parent that has not come, or that would make a circle, counts as the top. */
async function saveParent(
  step: ImportStep,
  { uuid, facts, rows }: { uuid: string; facts: Facts; rows: Rows },
): Promise<void> {
  const row = rows.get(uuid)
  if (row === undefined) return
  const parent = rows.get(facts.parent)
  const parentId = parent === undefined || leadsTo(rows, { from: parent, to: row.id }) ? null : parent.id
  rows.set(uuid, { ...row, parent_id: parentId })
  await updateCollection(step.tx, { spaceId: step.to.spaceId, id: row.id, parent_id: parentId })
  // Into a folder that went to the trash earlier: as if it had gone with it.
  if (parentId === null || parent === undefined || parent.trashed_at === null || row.trashed_at !== null) return
  await joinTrash(step.tx, { spaceId: step.to.spaceId, id: row.id, with: parent.trashed_with ?? parent.id })
}

function leadsTo(rows: Rows, { from, to }: { from: CollectionRow; to: CollectionId }): boolean {
  const byId = new Map([...rows.values()].map((row) => [row.id, row]))
  const seen = new Set<string>()
  for (
    let at: CollectionRow | undefined = from;
    at !== undefined;
    at = at.parent_id === null ? undefined : byId.get(at.parent_id)
  ) {
    if (at.id === to) return true
    if (seen.has(at.id)) return false
    seen.add(at.id)
  }
  return false
}

/** What came before its folder did lies at the top; now it goes where the tablet has it, unless somebody moved it. */
async function adoptChildren(step: ImportStep, uuids: readonly string[]): Promise<void> {
  if (uuids.length === 0) return
  const { tx, to } = step
  await sql`
    update documents d
       set collection_id = c.id, updated_at = now(),
           trashed_at = coalesce(d.trashed_at, c.trashed_at),
           trashed_with = case when d.trashed_at is null and c.trashed_at is not null then coalesce(c.trashed_with, c.id)
                               else d.trashed_with end
      from collections c
     where c.space_id = ${to.spaceId} and c.source_uuid = any(${uuids}::uuid[]) and d.space_id = c.space_id
       and d.collection_id is not distinct from ${to.collectionId}::uuid
       and lower(d.tablet ->> 'parent') = c.source_uuid::text`.execute(tx)
  await sql`
    update collections child set parent_id = c.id, updated_at = now()
      from collections c
     where c.space_id = ${to.spaceId} and c.source_uuid = any(${uuids}::uuid[]) and child.space_id = c.space_id
       and child.parent_id is null and child.id <> c.id and child.tablet ->> 'parent' = c.source_uuid::text
       and not exists (
         with recursive above as (
           select id, parent_id from collections where id = c.id
           union
           select p.id, p.parent_id from collections p join above a on p.id = a.parent_id
         )
         select from above where id = child.id)`.execute(tx)
}
