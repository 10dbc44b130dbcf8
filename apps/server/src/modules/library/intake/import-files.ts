import { type JobId, leftOf, type QuotaUsage, type setAside, type Sha256 } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Actor } from '../../../kernel/http/index.ts'
import { insertStoredFiles, type KeptFile } from '../../files/index.ts'
import { requirePermission } from '../../spaces/index.ts'
import { lockSpaceForImport, requireCollection } from '../document.queries.ts'
import { messages } from '../messages.ts'
import { finishImport } from './finish-import.ts'
import type { ImportDeps, ImportFor, ImportStep } from './import-deps.ts'
import { insertKeptFiles, type NewKeptFile } from './kept-file.queries.ts'
import { planLooseFile } from './loose-file.ts'
import { saveLooseFile, type UploadedDocument } from './save-loose-file.ts'
import { saveTabletDocument } from './save-tablet-document.ts'
import { readSmallText } from './small-text.ts'
import { type SortedUpload, sortUpload, type TabletCollection, type TabletUpload } from './sort-upload.ts'
import { saveTabletCollections } from './tablet-places.ts'
import { unpackArchives } from './unpack-archives.ts'

export type ImportFilesInput = ImportFor & {
  writer: Pick<Actor, 'role'>
  /** Files whose bytes are safe in the blob store, by the path each came with. */
  files: readonly KeptFile[]
}

export type ImportAnswer = {
  job_id: JobId
  documents: UploadedDocument[]
  set_aside: z.infer<typeof setAside>[]
  quota: QuotaUsage
}

/**
 * Makes documents of files: everything in one transaction, with the jobs that draw and read the pages and the lines
 * in the members' logs. Nothing is refused for what it holds; what is no document is set aside, with the reason.
 *
 * Throws the problems `not-allowed`, `collection-not-found`, `storage-full` and, when the plan has no room for the bytes,
 * `quota-exceeded`. Pages that the plan does not read now are taken all the same.
 */
export async function importFiles(deps: ImportDeps, input: ImportFilesInput): Promise<ImportAnswer> {
  requirePermission(input.writer, 'import files')
  const unpacked = await unpackArchives(deps, input.files)
  const sorted = await sortUpload(deps, unpacked.files)
  const textOf = rememberTexts(deps)

  return deps.database.write(input.context, async (tx) => {
    const step: ImportStep = { tx, to: input, logged: [], newPictures: [], newSources: [] }
    await lockSpaceForImport(tx, input.spaceId)
    if (input.collectionId !== null) {
      await requireCollection(tx, { spaceId: input.spaceId, id: input.collectionId })
    }
    const stored = { spaceId: input.spaceId, files: [...input.files, ...unpacked.inside] }
    const store = async (): Promise<void> => insertStoredFiles(tx, stored)
    await deps.quotas.storeWithinPlan({ tx, spaceId: input.spaceId, store })
    const tablet = await saveTabletUpload(step, { sorted, textOf })
    const loose = await saveLooseFiles(step, sorted)
    const quota = await deps.quotas.readPagesQuota({ db: tx, spaceId: input.spaceId })
    const documents = [...tablet.documents, ...loose.documents].map((saved) => withOutlook(saved, quota))
    const kept = [...unpacked.archives, ...tablet.kept, ...loose.kept]
    await insertKeptFiles(tx, { spaceId: input.spaceId, files: kept })
    const job_id = await finishImport(deps, { ...step, title: titleOfImport(documents, input.files) })
    return { job_id, documents, set_aside: kept.filter(isToldOf).map(({ role: _, ...file }) => file), quota }
  })
}

/** Whether the pages will be read now, as far as is known before their files are opened. */
function withOutlook(saved: UploadedDocument, quota: QuotaUsage): UploadedDocument {
  return saved.ocr_status === 'pending' && leftOf(quota) === 0 ? { ...saved, ocr_status: 'pending_quota' } : saved
}

/** The tablet's small files are read once, also when the transaction has to be tried again. */
function rememberTexts(deps: ImportDeps): (sha256: Sha256) => Promise<string> {
  const texts = new Map<Sha256, Promise<string>>()
  return async (sha256) => {
    const text = texts.get(sha256) ?? readSmallText(deps.blobs, sha256)
    texts.set(sha256, text)
    return text
  }
}

type Saved = { documents: UploadedDocument[]; kept: NewKeptFile[] }

async function saveTabletUpload(
  step: ImportStep,
  { sorted, textOf }: { sorted: SortedUpload; textOf: (sha256: Sha256) => Promise<string> },
): Promise<Saved> {
  const places = await saveTabletCollections(step, sorted.collections)
  const documents: UploadedDocument[] = []
  for (const upload of sorted.documents) documents.push(await saveTabletDocument(step, { upload, places, textOf }))
  const kept = [
    ...sorted.collections.flatMap((collection) => keptFiles(collection, 'collection')),
    ...sorted.templates.flatMap((template) => keptFiles(template, 'template')),
  ]
  return { documents, kept }
}

function keptFiles({ files }: TabletUpload | TabletCollection, role: 'collection' | 'template'): NewKeptFile[] {
  const reason = role === 'template' ? messages.fromTemplate : messages.fromFolder
  return files.map((file) => ({ ...file, role, reason }))
}

/** A folder became a folder, and an archive what was in it: only what became nothing is told. */
function isToldOf({ role }: NewKeptFile): boolean {
  return role === 'set-aside' || role === 'template'
}

async function saveLooseFiles(step: ImportStep, { loose }: SortedUpload): Promise<Saved> {
  const saved: Saved = { documents: [], kept: [] }
  for (const file of loose) {
    const plan = planLooseFile(file)
    if ('setAside' in plan) {
      saved.kept.push({ path: file.path, sha256: file.sha256, role: 'set-aside', reason: plan.setAside })
    } else saved.documents.push(await saveLooseFile(step, { file, plan }))
  }
  return saved
}

function titleOfImport(documents: readonly UploadedDocument[], files: readonly KeptFile[]): string {
  const [first] = documents
  if (first === undefined) return files[0]?.path ?? ''
  return documents.length === 1 ? first.title : `${first.title} + ${documents.length - 1}`
}
