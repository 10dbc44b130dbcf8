import { setUp } from '@kinfolio/contracts'
import { call, session } from '../../shared/api/client.ts'
import { CallFailed } from '../../shared/api/call-failed.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { weakWords } from '../../shared/password/weak-words.ts'

export type OwnerInput = { code: string; name: string; email: string; password: string }

/** Where the mistake is, so that it can be said beside its field. */
export type SetUpFailure = { field: 'code' | 'email' | 'password' | 'form'; text: string }

/** Creates the owner and signs them in. Null when done. */
export async function setUpOwner(body: OwnerInput): Promise<SetUpFailure | null> {
  try {
    const outcome = await call(setUp, { body })
    if (outcome.ok) {
      session.signedIn(outcome.answer)
      return null
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/set-up-code-wrong':
        return { field: 'code', text: t('welcome.codeWrong') }
      case '/problems/already-set-up':
        return { field: 'form', text: t('welcome.alreadySetUp') }
      case '/problems/password-too-weak':
        return { field: 'password', text: weakWords(problem) }
      case '/problems/too-many-attempts':
        return { field: 'form', text: t('signIn.tooMany', { seconds: problem.retry_after_s }) }
    }
  } catch (error) {
    if (error instanceof CallFailed && error.failure.status === 400)
      return { field: 'email', text: t('welcome.invalid') }
    return { field: 'form', text: wordsOf(error).text }
  }
}
