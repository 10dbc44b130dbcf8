import { createHash } from 'node:crypto'
import { type CollectionId, type DocumentId, documentId, type Sha256, sha256 } from '@kinfolio/contracts'
import { z } from 'zod'
import { newId } from '../../../kernel/ids.ts'
import { hashBytes } from '../../files/index.ts'
import {
  currentFiles,
  type DocumentFile,
  type DocumentRow,
  findDocumentByBytes,
  findDocumentBySource,
  insertDocument,
  refreshPageCount,
  replaceFiles,
  retireFiles,
  updateDocument,
} from '../document.queries.ts'
import { applyPageChanges, knownPages } from '../page.queries.ts'
import { fold } from '../search/words.ts'
import { collectionFor, type TabletPlaces } from './tablet-places.ts'
import { describeDocument, type TabletDescription } from './describe-document.ts'
import type { ImportStep } from './import-deps.ts'
import { hasChanges, type PageChanges, reconcilePages } from './reconcile-pages.ts'
import type { UploadedDocument } from './save-loose-file.ts'
import type { TabletUpload } from './sort-upload.ts'

const UUID = z.uuid().or(z.guid())

export type SaveTabletInput = {
  upload: TabletUpload
  places: TabletPlaces
  textOf: (sha256: Sha256) => Promise<string>
}

/**
 * Brings a tablet document up to date with the files of an upload. Files that were not sent again count as they were,
 * so one changed page, or the metadata alone, is a whole upload. What a person renamed, moved or trashed here stays
 * so until the tablet itself renames, moves or trashes it.
 */
export async function saveTabletDocument(step: ImportStep, input: SaveTabletInput): Promise<UploadedDocument> {
  const { upload } = input
  const known = await findKnown(step, upload)
  const stored = known === undefined ? [] : await currentFiles(step.tx, { ...step.to, documentId: known.id })
  if (known !== undefined && isAllStored(upload.files, stored)) {
    return { id: known.id, title: known.title, page_count: known.page_count, outcome: 'unchanged', ocr_status: null }
  }
  const files = [...new Map([...stored, ...upload.files].map((file) => [file.path, file])).values()]
  const described = await describeDocument({ ...upload, files, textOf: input.textOf })
  const place = collectionFor(input.places, described.facts)
  const saved =
    known === undefined
      ? await create(step, { upload, described, place })
      : await change(step, { known, described, place })
  await replaceFiles(step.tx, { spaceId: step.to.spaceId, documentId: saved.id, files: upload.files })
  const { page_count, hasNews } = await savePages(step, { saved, described, known })
  const kind = known === undefined ? 'document.created' : 'document.changed'
  step.logged.push({ kind, ids: { space_id: step.to.spaceId, document_id: saved.id } })
  return {
    ...saved,
    page_count,
    outcome: known === undefined ? 'created' : 'changed',
    ocr_status: hasNews ? 'pending' : null,
  }
}

async function findKnown(step: ImportStep, upload: TabletUpload): Promise<DocumentRow | undefined> {
  const { spaceId, collectionId } = step.to
  if (isUuid(upload.uuid)) return findDocumentBySource(step.tx, { spaceId, sourceUuid: upload.uuid.toLowerCase() })
  return findDocumentByBytes(step.tx, { spaceId, collectionId, identity: identityOf(upload.files) })
}

function isUuid(name: string): boolean {
  return UUID.safeParse(name).success
}

/** Files under a name that is no uuid are the same document when all of them are the same. */
function identityOf(files: readonly DocumentFile[]): Sha256 {
  const digest = createHash('sha256')
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    digest.update(`${file.sha256} ${file.path}\n`)
  return sha256.parse(digest.digest('hex'))
}

function isAllStored(files: readonly DocumentFile[], stored: readonly DocumentFile[]): boolean {
  const hashes = new Map(stored.map(({ path, sha256: hash }) => [path, hash]))
  return files.every(({ path, sha256: hash }) => hashes.get(path) === hash)
}

type Place = { collectionId: CollectionId | null; trashedWith: CollectionId | null; isTrashed: boolean }
type Saved = { id: DocumentId; title: string }

async function create(
  step: ImportStep,
  { upload, described, place }: { upload: TabletUpload; described: TabletDescription; place: Place | undefined },
): Promise<Saved> {
  const id = newId(documentId)
  const identity = isUuid(upload.uuid)
    ? { source_uuid: upload.uuid.toLowerCase() }
    : { identity_sha256: hashBytes(identityOf(upload.files)) }
  await insertDocument(step.tx, {
    id,
    space_id: step.to.spaceId,
    ...identity,
    ...columnsOf(described),
    title: described.title,
    title_folded: fold(described.title),
    collection_id: place?.collectionId ?? step.to.collectionId,
    trashed_at: place?.isTrashed === true ? new Date() : null,
    trashed_with: place?.trashedWith ?? null,
    ...(described.createdMs === undefined ? {} : { created_at: new Date(described.createdMs) }),
  })
  return { id, title: described.title }
}

function columnsOf(described: TabletDescription) {
  return {
    kind: described.kind,
    source_sha256: described.source === undefined ? null : hashBytes(described.source.sha256),
    source_kind: described.source?.kind ?? null,
    tags: described.tags,
    tablet: JSON.stringify(described.facts),
    problems: described.problems,
  }
}

const knownFacts = z.object({
  title: z.string().optional(),
  parent: z.string().default(''),
  isTrashed: z.boolean().default(false),
})

async function change(
  step: ImportStep,
  { known, described, place }: { known: DocumentRow; described: TabletDescription; place: Place | undefined },
): Promise<Saved> {
  const before = knownFacts.parse(known.tablet)
  const { facts } = described
  const isRenamed = facts.title !== undefined && facts.title !== before.title
  const isMoved = facts.parent !== before.parent
  const title = isRenamed ? described.title : known.title
  await updateDocument(step.tx, {
    id: known.id,
    ...columnsOf(described),
    title,
    title_folded: fold(title),
    // Written on again: it is no longer one that nobody touches.
    archived_at: null,
    ...(isMoved && place !== undefined ? { collection_id: place.collectionId } : {}),
    ...(isMoved || facts.isTrashed !== before.isTrashed
      ? { trashed_at: place?.isTrashed === true ? new Date() : null, trashed_with: place?.trashedWith ?? null }
      : {}),
  })
  return { id: known.id, title }
}

async function savePages(
  step: ImportStep,
  { saved, described, known }: { saved: Saved; described: TabletDescription; known: DocumentRow | undefined },
): Promise<{ page_count: number; hasNews: boolean }> {
  const owner = { spaceId: step.to.spaceId, documentId: saved.id }
  const pages = await knownPages(step.tx, owner)
  // Pages that were counted in the source are not the tablet's to remove, as long as it lists none itself.
  const reconciled = described.facts.hasPageList ? pages : pages.filter(({ sourceUuid }) => sourceUuid !== null)
  const changes = reconcilePages(reconciled, described.pages)
  await retireRemovedPages(step, { ...owner, changes, pages })
  const pageIds = hasChanges(changes) ? await applyPageChanges(step.tx, { ...owner, changes }) : []
  if (pageIds.length > 0)
    step.newPictures.push({ document: saved, pageIds, modifiedMs: described.facts.lastModifiedMs })
  const hasSource = isNewSource(described, known)
  if (hasSource) step.newSources.push(saved)
  return { page_count: await refreshPageCount(step.tx, saved.id), hasNews: pageIds.length > 0 || hasSource }
}

function isNewSource({ source }: TabletDescription, known: DocumentRow | undefined): boolean {
  return source !== undefined && known?.source_sha256?.toString('hex') !== source.sha256
}

/** The files of a page that the tablet deleted are no longer part of the document, or it would come back as an orphan. */
async function retireRemovedPages(
  step: ImportStep,
  about: { documentId: DocumentId; changes: PageChanges; pages: { id: string; sourceUuid: string | null }[] } & {
    spaceId: ImportStep['to']['spaceId']
  },
): Promise<void> {
  const removed = new Set<string>(about.changes.removed)
  const uuids = about.pages.flatMap(({ id, sourceUuid }) =>
    removed.has(id) && sourceUuid !== null ? [sourceUuid] : [],
  )
  if (uuids.length === 0) return
  const files = await currentFiles(step.tx, about)
  const paths = files
    .map(({ path }) => path)
    .filter((path) => uuids.some((uuid) => path.includes(`/${uuid}.`) || path.includes(`/${uuid}-`)))
  await retireFiles(step.tx, { documentId: about.documentId, paths })
}
