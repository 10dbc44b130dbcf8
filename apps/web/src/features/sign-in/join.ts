import { acceptInvitation, getSignUp, PASSWORD_MIN_LENGTH, previewInvitation } from '@kinfolio/contracts'
import type { AnswerOf, SpaceId } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask, call, session } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { switchSpace } from '../../shared/api/switch-space.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { passkeyFailureWords } from '../../shared/passkeys/passkey-failure.ts'
import { type TooWeak, weakWords } from '../../shared/password/weak-words.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { createAccount } from './create-account.ts'
import { forgetInvitation } from './invitation-secret.ts'

export type Preview = AnswerOf<typeof previewInvitation>
/** Who makes a passkey has a null for a password. */
export type Newcomer = { name: string; email: string; password: string | null }
type Refused = { refused: string }

export const signUpQuery = queryOptions({
  queryKey: ['sign-up'],
  queryFn: ({ signal }) => ask(getSignUp, { signal }),
})

/** What the invitation is for, or why it is for nothing. */
export async function lookAt(code: string): Promise<Preview | Refused> {
  try {
    const seen = await call(previewInvitation, { body: { code } })
    return seen.ok ? seen.answer : { refused: whyNot(seen.problem) }
  } catch (error) {
    return { refused: wordsOf(error).text }
  }
}

/** Joins as the person who is signed in, and goes into the space. Null when done. */
export async function join(code: string): Promise<string | null> {
  try {
    const joined = await call(acceptInvitation, { body: { code } })
    if (!joined.ok) return whyNot(joined.problem)
    await goInto(joined.answer)
    return null
  } catch (error) {
    return wordsOf(error).text
  }
}

/** Creates an account that is in the space from its beginning. `mailed`: it opens with the link of a mail. */
export async function registerAndJoin(person: Newcomer, code: string): Promise<Refused | 'joined' | 'mailed'> {
  try {
    const made = await createAccount({ ...person, invitation: code })
    if (!made.ok) return { refused: whyNot(made.problem) }
    if (made.answer.tokens === null) return 'mailed'
    session.signedIn(made.answer.tokens)
    const refused = await join(code)
    return refused === null ? 'joined' : { refused }
  } catch (error) {
    return { refused: passkeyFailureWords(error) }
  }
}

async function goInto({ id, name }: { id: SpaceId; name: string }): Promise<void> {
  forgetInvitation()
  await queryClient.invalidateQueries({ queryKey: keys.me })
  await switchSpace(id)
  toasts.show({ text: t('join.joined', { space: name }) })
}

type Refusal = { type: string; retry_after_s?: number } & Partial<TooWeak>

function whyNot({
  type,
  retry_after_s: seconds = 0,
  why = 'short',
  min_length = PASSWORD_MIN_LENGTH,
}: Refusal): string {
  switch (type) {
    case '/problems/too-many-attempts':
      return t('signIn.tooMany', { seconds })
    case '/problems/quota-exceeded':
      return t('join.full')
    case '/problems/sign-up-closed':
      return t('join.closed')
    case '/problems/email-taken':
      return t('join.emailTaken')
    case '/problems/passkey-refused':
      return t('passkey.refused.unproved')
    case '/problems/passkeys-unavailable':
      return t('passkey.unavailable')
    case '/problems/password-too-weak':
      return weakWords({ why, min_length })
    default:
      return t('join.unusable')
  }
}
