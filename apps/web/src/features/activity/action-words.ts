import { auditAction } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'
import type { PlainMessageKey } from '../../shared/messages/messages.ts'

/** What was done, in words. A newer server may record what this page has none for; its name is better than nothing. */
export function actionWords(action: string): string {
  if (!auditAction.safeParse(action).success) return action
  const [noun = '', verb = ''] = action.split('.')
  // The catalogue has words for every action of the contracts, which its own types prove.
  return t(`activity.did.${noun}.${verb}` as PlainMessageKey)
}
