import { readNotices, retryMail } from '@kinfolio/contracts'
import type { MailId, NoticeId } from '@kinfolio/contracts'
import { ask, call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** These, or all. */
export async function markRead(notice_ids?: NoticeId[]): Promise<void> {
  try {
    await ask(readNotices, { body: notice_ids === undefined ? {} : { notice_ids } })
    await queryClient.invalidateQueries({ queryKey: keys.notices })
  } catch (error) {
    sayFailure(error)
  }
}

export async function tryMailAgain(mail_id: MailId): Promise<void> {
  try {
    const outcome = await call(retryMail, { body: { mail_id } })
    toasts.show({ text: outcome.ok ? t('mails.retried') : t('mails.notFailed') })
    await queryClient.invalidateQueries({ queryKey: keys.notices })
  } catch (error) {
    sayFailure(error)
  }
}
