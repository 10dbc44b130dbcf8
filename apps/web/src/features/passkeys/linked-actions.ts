import { listIdentities, listSignInProviders, startLinking, unlinkIdentity } from '@kinfolio/contracts'
import type { Identity, SignInProvider } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask, call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { passkeyFailureWords, problemWords } from '../../shared/passkeys/passkey-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

export const linkedQuery = queryOptions({
  queryKey: [...keys.account, 'linked'],
  queryFn: async ({ signal }) => {
    const [{ providers }, { identities }] = await Promise.all([
      ask(listSignInProviders, { signal }),
      ask(listIdentities, { signal }),
    ])
    return { providers, identities }
  },
})

/** Goes to the service; null when the browser is on its way, else what went wrong in words. */
export async function leaveToLink({ id }: SignInProvider): Promise<string | null> {
  try {
    const { address } = await ask(startLinking, { body: { provider: id } })
    location.assign(address)
    return null
  } catch (error) {
    return passkeyFailureWords(error)
  }
}

/** Null when it is done, else what stands against it in words. */
export async function unlinkOne({ id }: Identity): Promise<string | null> {
  try {
    const outcome = await call(unlinkIdentity, { params: { identity_id: id } })
    // One that another window unlinked is gone all the same.
    if (!outcome.ok && outcome.problem.type === '/problems/last-way-to-sign-in') return problemWords(outcome.problem)
  } catch (error) {
    return passkeyFailureWords(error)
  }
  toasts.show({ text: t('linked.unlinked') })
  await queryClient.invalidateQueries({ queryKey: keys.account })
  return null
}
