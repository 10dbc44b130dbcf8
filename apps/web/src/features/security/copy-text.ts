import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.show({ text: t('recovery.copied') })
  } catch (error) {
    sayFailure(error)
  }
}
