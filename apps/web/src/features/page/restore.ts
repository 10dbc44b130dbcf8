import { restoreReading } from '@kinfolio/contracts'
import type { PageId, ReadingId } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** The text then shown is the earlier one, as a new entry of the history. */
export async function bringBack(pageId: PageId, readingId: ReadingId): Promise<void> {
  try {
    const outcome = await call(restoreReading, { params: { page_id: pageId, reading_id: readingId } })
    if (outcome.ok) {
      queryClient.setQueryData(keys.page(pageId), outcome.answer)
      toasts.show({ text: t('page.restoredReading') })
    } else toasts.show({ text: t('page.readingGone'), tone: 'bad' })
    await queryClient.invalidateQueries({ queryKey: keys.readings(pageId) })
  } catch (error) {
    sayFailure(error)
  }
}
