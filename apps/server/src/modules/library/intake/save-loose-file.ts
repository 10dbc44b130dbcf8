import { documentId, type Sha256, type uploadedDocument } from '@kinfolio/contracts'
import type { z } from 'zod'
import { newId } from '../../../kernel/ids.ts'
import { fileNameOf, hashBytes, titleOf } from '../../files/index.ts'
import {
  type DocumentRow,
  findDocumentByBytes,
  insertDocument,
  refreshPageCount,
  replaceFiles,
  updateDocument,
} from '../document.queries.ts'
import { applyPageChanges } from '../page.queries.ts'
import { fold } from '../search/words.ts'
import type { ImportStep } from './import-deps.ts'
import type { LoosePlan } from './loose-file.ts'
import { reconcilePages } from './reconcile-pages.ts'

export type UploadedDocument = z.infer<typeof uploadedDocument>
type DocumentPlan = Exclude<LoosePlan, { setAside: string }>

/** Makes a document of one file, unless the same bytes are a document of the same folder already. */
export async function saveLooseFile(
  step: ImportStep,
  { file, plan }: { file: { path: string; sha256: Sha256 }; plan: DocumentPlan },
): Promise<UploadedDocument> {
  const { spaceId, collectionId } = step.to
  const known = await findDocumentByBytes(step.tx, { spaceId, collectionId, identity: file.sha256 })
  if (known !== undefined) return seeAgain(step, known)

  const document = { id: newId(documentId), title: titleOf(file.path) }
  await insertDocument(step.tx, {
    id: document.id,
    space_id: spaceId,
    collection_id: collectionId,
    kind: plan.kind,
    title: document.title,
    title_folded: fold(document.title),
    identity_sha256: hashBytes(file.sha256),
    source_sha256: plan.source === null ? null : hashBytes(file.sha256),
    source_kind: plan.source,
  })
  const owner = { spaceId, documentId: document.id }
  await replaceFiles(step.tx, { ...owner, files: [{ path: fileNameOf(file.path), sha256: file.sha256 }] })
  const pageIds = await applyPageChanges(step.tx, { ...owner, changes: reconcilePages([], plan.pages) })
  const page_count = await refreshPageCount(step.tx, document.id)

  // A source is looked into first; its pages are announced by that job, once their sizes are known.
  if (plan.source !== null) step.newSources.push(document)
  else step.newPictures.push({ document, pageIds })
  step.logged.push({ kind: 'document.created', ids: { space_id: spaceId, document_id: document.id } })
  return { ...document, outcome: 'created', page_count, ocr_status: 'pending' }
}

/** Who hands in again what lies in the trash or in the archive wants it back. */
async function seeAgain(step: ImportStep, known: DocumentRow): Promise<UploadedDocument> {
  const { id, title, page_count } = known
  if (known.trashed_at === null && known.archived_at === null)
    return { id, title, page_count, outcome: 'unchanged', ocr_status: null }
  await updateDocument(step.tx, { id, trashed_at: null, trashed_with: null, archived_at: null })
  step.logged.push({ kind: 'document.changed', ids: { space_id: step.to.spaceId, document_id: id } })
  return { id, title, page_count, outcome: 'changed', ocr_status: null }
}
