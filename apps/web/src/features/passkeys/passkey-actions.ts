import {
  addPasskey,
  listPasskeys,
  listSignInProviders,
  removePasskey,
  renamePasskey,
  startPasskey,
} from '@kinfolio/contracts'
import type { Passkey, PasskeyId } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask, call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { knowsPasskeys, makePasskey } from '../../shared/passkeys/ceremony.ts'
import { passkeyFailureWords, problemWords } from '../../shared/passkeys/passkey-failure.ts'
import { suggestedName } from '../../shared/passkeys/suggested-name.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

export const passkeysQuery = queryOptions({
  queryKey: [...keys.account, 'passkeys'],
  queryFn: async ({ signal }) => {
    const [{ takes_passkeys }, { passkeys }] = await Promise.all([
      ask(listSignInProviders, { signal }),
      ask(listPasskeys, { signal }),
    ])
    return { passkeys, isAvailable: takes_passkeys && knowsPasskeys() }
  },
})

/** Null when it is done, else what went wrong in words. */
export async function addOne(): Promise<string | null> {
  const name = suggestedName()
  try {
    const started = await call(startPasskey)
    if (!started.ok) return problemWords(started.problem)
    const credential = await makePasskey(started.answer.options)
    const added = await call(addPasskey, { body: { name, credential } })
    if (!added.ok) return problemWords(added.problem)
  } catch (error) {
    return passkeyFailureWords(error)
  }
  toasts.show({ text: t('passkey.added', { name }) })
  await refetch()
  return null
}

export async function removeOne({ id, name }: Passkey): Promise<string | null> {
  try {
    const outcome = await call(removePasskey, { params: { passkey_id: id } })
    // One that another window removed is gone all the same.
    if (!outcome.ok && outcome.problem.type === '/problems/last-way-to-sign-in') return problemWords(outcome.problem)
  } catch (error) {
    return passkeyFailureWords(error)
  }
  toasts.show({ text: t('passkey.removed', { name }) })
  await refetch()
  return null
}

/** True when it is done. */
export async function renameOne(id: PasskeyId, name: string): Promise<boolean> {
  try {
    await ask(renamePasskey, { params: { passkey_id: id }, body: { name } })
    await refetch()
    return true
  } catch (error) {
    sayFailure(error)
    return false
  }
}

async function refetch(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.account })
}
