import { getMyDeletion, keepMe } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { t } from '../messages/messages.ts'
import { toasts } from '../ui/toasts.ts'
import { sayFailure } from '../ui/say-failure.ts'
import { ask, call } from './client.ts'
import { keys } from './keys.ts'
import { queryClient } from './query-client.ts'

/** When the person's account is deleted, if they asked for it. */
export const deletionQuery = queryOptions({
  queryKey: keys.deletion,
  queryFn: ({ signal }) => ask(getMyDeletion, { signal }),
})

export async function keepAccount(): Promise<void> {
  try {
    const outcome = await call(keepMe)
    if (outcome.ok) toasts.show({ text: t('privacy.kept') })
    else if (outcome.problem.type === '/problems/account-too-late-to-keep') {
      toasts.show({ text: t('privacy.tooLate'), tone: 'bad' })
    }
  } catch (error) {
    sayFailure(error)
  }
  await queryClient.invalidateQueries({ queryKey: keys.account })
}
