import { emptyTrash, eraseCollection, eraseDocument } from '@kinfolio/contracts'
import { ask } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import { t } from '../messages/messages.ts'
import { sayFailure } from '../ui/say-failure.ts'
import { toasts } from '../ui/toasts.ts'
import type { Shelved } from './actions.ts'

/** Deletes what lies in the trash for good. Says what became of it. */
export async function erase(shelved: Shelved): Promise<void> {
  try {
    if (shelved.kind === 'document') await ask(eraseDocument, { params: { document_id: shelved.of.id } })
    else await ask(eraseCollection, { params: { collection_id: shelved.of.id } })
    toasts.show({ text: t('trash.erased', { title: shelved.of.title }) })
  } catch (error) {
    sayFailure(error)
  }
  await refresh()
}

export async function eraseAll(): Promise<void> {
  try {
    await ask(emptyTrash)
    toasts.show({ text: t('trash.emptying') })
  } catch (error) {
    sayFailure(error)
  }
  await refresh()
}

async function refresh(): Promise<void> {
  const stale = [keys.documents, keys.collections, keys.jobs]
  await Promise.all(stale.map(async (queryKey) => queryClient.invalidateQueries({ queryKey })))
}
