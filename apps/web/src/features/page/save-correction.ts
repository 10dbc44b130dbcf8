import { correctPage } from '@kinfolio/contracts'
import type { BodyInputOf, PageText, Sha256 } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { bringBack } from './restore.ts'

/** `isConflict`: the page was written on meanwhile, and nothing is corrected unseen. */
export type SaveFailure = { text: string; isConflict: boolean }

type Correction = { text: PageText; version: Sha256; lines: BodyInputOf<typeof correctPage>['lines'] }

/** Saves a correction, and offers to go back to the reading before it. Null when saved. */
export async function saveCorrection({ text, version, lines }: Correction): Promise<SaveFailure | null> {
  const { page, reading } = text
  try {
    const outcome = await call(correctPage, { params: { page_id: page.id }, body: { version, lines } })
    if (!outcome.ok) {
      const isConflict = outcome.problem.type === '/problems/page-changed'
      return { isConflict, text: isConflict ? t('page.changedText') : t('notFound.text') }
    }
    queryClient.setQueryData(keys.page(page.id), outcome.answer)
    void queryClient.invalidateQueries({ queryKey: keys.readings(page.id) })
    const undo =
      reading === null ? {} : { action: { label: t('do.undo'), run: () => void bringBack(page.id, reading.id) } }
    toasts.show({ text: t('page.corrected'), ...undo })
    return null
  } catch (error) {
    return { isConflict: false, text: wordsOf(error).text }
  }
}
