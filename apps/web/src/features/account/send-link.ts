import { sendVerification } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** Has the link sent that verifies the address, and says so. Null when done, else what went wrong in words. */
export async function sendLink(): Promise<string | null> {
  try {
    const outcome = await call(sendVerification)
    if (outcome.ok) {
      toasts.show({ text: t('account.linkSent') })
      return null
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/mail-not-configured':
        return t('account.verifyNoteNoMail')
      case '/problems/too-many-attempts':
        return t('signIn.tooMany', { seconds: problem.retry_after_s })
    }
  } catch (error) {
    return wordsOf(error).text
  }
}
