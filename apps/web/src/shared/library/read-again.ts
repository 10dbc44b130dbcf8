import { readDocument, readPage } from '@kinfolio/contracts'
import type { DocumentId, PageId, ReaderEngine } from '@kinfolio/contracts'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import { t } from '../messages/messages.ts'
import { quotaRefusal } from '../quotas/quota-refusal.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { sayFailure } from '../ui/say-failure.ts'
import { toasts } from '../ui/toasts.ts'
import { ENGINES, engineName, missingWords } from './engines.ts'

export type Readable = { kind: 'page'; id: PageId } | { kind: 'document'; id: DocumentId }

/** Asks for another reading, by the reader of the space or the one named. The old reading stays until then. */
async function readAgain(what: Readable, engine?: ReaderEngine): Promise<void> {
  const body = engine === undefined ? {} : { engine }
  try {
    const outcome =
      what.kind === 'page'
        ? await call(readPage, { params: { page_id: what.id }, body })
        : await call(readDocument, { params: { document_id: what.id }, body })
    if (outcome.ok) {
      toasts.show({ text: what.kind === 'page' ? t('page.readStarted') : t('document.readStarted') })
      await queryClient.invalidateQueries({ queryKey: keys.jobs })
      return
    }
    if (outcome.problem.type === '/problems/quota-exceeded') quotaRefusal.show(outcome.problem)
    else toasts.show({ text: refusalText(outcome.problem), tone: 'bad' })
  } catch (error) {
    sayFailure(error)
  }
}

/** Reads the pages of a document that nobody has asked a reader about. */
export async function readRest(id: DocumentId): Promise<void> {
  try {
    const outcome = await call(readDocument, { params: { document_id: id }, body: { only_unread: true } })
    if (outcome.ok) toasts.show({ text: t('quota.readRestStarted') })
    else if (outcome.problem.type === '/problems/quota-exceeded') quotaRefusal.show(outcome.problem)
    else toasts.show({ text: refusalText(outcome.problem), tone: 'bad' })
  } catch (error) {
    sayFailure(error)
  }
}

/** The choice of readers as entries of a menu. */
export function readAgainEntries(what: Readable): MenuEntry[] {
  return [
    { kind: 'heading', label: t('document.readWith') },
    ...ENGINES.map((engine) => ({
      kind: 'action' as const,
      label: engineName(engine),
      run: () => void readAgain(what, engine),
    })),
  ]
}

function refusalText(problem: { type: string; title: string; missing?: readonly string[] }): string {
  if (problem.missing === undefined) return problem.title
  return t('engine.needsKey', { missing: missingWords(problem.missing) })
}
