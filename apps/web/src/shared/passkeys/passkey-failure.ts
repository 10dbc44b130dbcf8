import {
  lastWayToSignIn,
  passkeyRefused,
  passkeysUnavailable,
  stepUpRequired,
  tooManyPasskeys,
} from '@kinfolio/contracts'
import type {
  ProblemOf,
  addPasskey,
  proveByPasskey,
  signInByPasskey,
  startPasskey,
  unlinkIdentity,
} from '@kinfolio/contracts'
import { CallFailed } from '../api/call-failed.ts'
import { wordsOf } from '../messages/failure-words.ts'
import { t } from '../messages/messages.ts'
import { CeremonyEnded } from './ceremony.ts'

type PasskeyProblem = ProblemOf<
  typeof addPasskey | typeof proveByPasskey | typeof signInByPasskey | typeof startPasskey | typeof unlinkIdentity
>

/** What a problem of passkeys means to who has it, and what to do. */
export function problemWords(problem: PasskeyProblem): string {
  switch (problem.type) {
    case passkeyRefused.type:
      return t(`passkey.refused.${problem.reason}`)
    case passkeysUnavailable.type:
      return t('passkey.unavailable')
    case tooManyPasskeys.type:
      return t('passkey.tooMany', { limit: problem.limit })
    case lastWayToSignIn.type:
      return t('passkey.lastWay')
    case '/problems/too-many-attempts':
      return t('signIn.tooMany', { seconds: problem.retry_after_s })
    default:
      return t('error.unexpected')
  }
}

/** The same for whatever else goes wrong on the way. */
export function passkeyFailureWords(error: unknown): string {
  if (error instanceof CeremonyEnded)
    return t(error.why === 'known-already' ? 'passkey.knownAlready' : 'passkey.cancelled')
  if (isStepUpRequired(error)) return t('passkey.proofNeeded')
  return wordsOf(error).text
}

function isStepUpRequired(error: unknown): boolean {
  return error instanceof CallFailed && error.failure.type === stepUpRequired.type
}
