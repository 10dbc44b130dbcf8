import { CallFailed } from '../../shared/api/call-failed.ts'
import { session } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { CeremonyEnded } from '../../shared/passkeys/ceremony.ts'
import { passkeyFailureWords, problemWords } from '../../shared/passkeys/passkey-failure.ts'
import { weakWords } from '../../shared/password/weak-words.ts'
import { createAccount } from './create-account.ts'

/** Who makes a passkey has a null for a password. */
export type NewPerson = { name: string; email: string; password: string | null; invitation: string }
/** Where the mistake is, so that it can be said beside its field. */
export type RegisterFailure = { field: 'invitation' | 'email' | 'password' | 'form'; text: string }
export type Registered = 'signed-in' | 'mail-sent' | RegisterFailure

export async function registerPerson({ invitation, ...person }: NewPerson): Promise<Registered> {
  const code = invitation.trim()
  try {
    const outcome = await createAccount({ ...person, invitation: code === '' ? undefined : code })
    if (outcome.ok) {
      if (outcome.answer.tokens === null) return 'mail-sent'
      session.signedIn(outcome.answer.tokens)
      return 'signed-in'
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/sign-up-closed':
        return { field: 'form', text: t('register.closed') }
      case '/problems/invitation-needed':
      case '/problems/invitation-unusable':
        return { field: 'invitation', text: t('register.refused') }
      case '/problems/email-taken':
        return { field: 'email', text: t('register.taken') }
      case '/problems/password-too-weak':
        return { field: 'password', text: weakWords(problem) }
      case '/problems/quota-exceeded':
        return { field: 'form', text: t('join.full') }
      case '/problems/too-many-attempts':
        return { field: 'form', text: t('signIn.tooMany', { seconds: problem.retry_after_s }) }
      case '/problems/passkey-refused':
      case '/problems/passkeys-unavailable':
        return { field: 'form', text: problemWords(problem) }
    }
  } catch (error) {
    if (error instanceof CeremonyEnded) return { field: 'form', text: passkeyFailureWords(error) }
    if (error instanceof CallFailed && error.failure.status === 400)
      return { field: 'email', text: t('register.invalid') }
    return { field: 'form', text: wordsOf(error).text }
  }
}
