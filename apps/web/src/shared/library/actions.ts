import { changeCollection, changeDocument } from '@kinfolio/contracts'
import type { BodyInputOf, Collection, CollectionId, Document, DocumentId } from '@kinfolio/contracts'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import { t } from '../messages/messages.ts'
import { sayFailure } from '../ui/say-failure.ts'
import { toasts } from '../ui/toasts.ts'

/** A document or a folder: both are renamed, moved and trashed alike. */
export type Shelved = { kind: 'document'; of: Document } | { kind: 'collection'; of: Collection }

type Change = { title?: string; parent?: CollectionId | null; is_trashed?: boolean; is_archived?: boolean }
type Said = { text: string; undo: Change }

export function rename(shelved: Shelved, title: string): Promise<boolean> {
  return change(shelved, { title }, { text: t('library.renamed', { title }), undo: { title: shelved.of.title } })
}

export function moveTo(shelved: Shelved, parent: CollectionId | null): Promise<boolean> {
  const { title } = shelved.of
  return change(shelved, { parent }, { text: t('library.moved', { title }), undo: { parent: parentOf(shelved) } })
}

export function setTrashed(shelved: Shelved, is_trashed: boolean): Promise<boolean> {
  const { title } = shelved.of
  const text = is_trashed ? t('library.trashed', { title }) : t('library.restored', { title })
  return change(shelved, { is_trashed }, { text, undo: { is_trashed: !is_trashed } })
}

/** Into the archive, or back into the library. */
export function setArchived(document: Document, is_archived: boolean): Promise<boolean> {
  const { title } = document
  const text = is_archived ? t('archive.archived', { title }) : t('archive.broughtBack', { title })
  return change({ kind: 'document', of: document }, { is_archived }, { text, undo: { is_archived: !is_archived } })
}

export function parentOf(shelved: Shelved): CollectionId | null {
  return shelved.kind === 'document' ? shelved.of.collection_id : shelved.of.parent_id
}

/** True when done; a message then offers to undo it. False when it was refused, which a message has said. */
async function change(shelved: Shelved, by: Change, said: Said): Promise<boolean> {
  if (!(await send(shelved, by))) return false
  toasts.show({ text: said.text, action: { label: t('do.undo'), run: () => void send(shelved, said.undo) } })
  return true
}

async function send(shelved: Shelved, by: Change): Promise<boolean> {
  try {
    const problem =
      shelved.kind === 'document' ? await sendDocument(shelved.of.id, by) : await sendCollection(shelved.of.id, by)
    if (problem !== null) toasts.show({ text: problem, tone: 'bad' })
    await refresh()
    return problem === null
  } catch (error) {
    sayFailure(error)
    return false
  }
}

async function sendDocument(id: DocumentId, { title, parent, ...places }: Change): Promise<string | null> {
  const body: BodyInputOf<typeof changeDocument> = { title, collection_id: parent, ...places }
  const outcome = await call(changeDocument, { params: { document_id: id }, body })
  if (outcome.ok) {
    queryClient.setQueryData(keys.document(id), outcome.answer)
    return null
  }
  const isFolder = outcome.problem.type === '/problems/collection-not-found'
  return isFolder ? t('library.folderGone') : t('document.notFound')
}

async function sendCollection(id: CollectionId, { title, parent, is_trashed }: Change): Promise<string | null> {
  const body: BodyInputOf<typeof changeCollection> = { title, parent_id: parent, is_trashed }
  const outcome = await call(changeCollection, { params: { collection_id: id }, body })
  if (outcome.ok) return null
  return outcome.problem.type === '/problems/collection-cycle' ? t('library.cycle') : t('library.folderGone')
}

async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.documents }),
    queryClient.invalidateQueries({ queryKey: keys.collections }),
  ])
}
