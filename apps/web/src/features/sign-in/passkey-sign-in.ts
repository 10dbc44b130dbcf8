import { signInByPasskey, startPasskeySignIn } from '@kinfolio/contracts'
import type { Assertion, RequestOptions } from '@kinfolio/contracts'
import { call, session } from '../../shared/api/client.ts'
import { showPasskey } from '../../shared/passkeys/ceremony.ts'
import { passkeyFailureWords, problemWords } from '../../shared/passkeys/passkey-failure.ts'

/** Asks for a passkey and signs in by it. Null when the person is in, else what went wrong in words. */
export async function signInWithPasskey(): Promise<string | null> {
  try {
    const outcome = await call(startPasskeySignIn)
    if (!outcome.ok) return problemWords(outcome.problem)
    return await handIn(await showPasskey(outcome.answer.options))
  } catch (error) {
    return passkeyFailureWords(error)
  }
}

/** Signs in by what the browser brought. */
export async function handIn(credential: Assertion): Promise<string | null> {
  try {
    const outcome = await call(signInByPasskey, { body: { credential } })
    if (!outcome.ok) return problemWords(outcome.problem)
    session.signedIn(outcome.answer)
    return null
  } catch (error) {
    return passkeyFailureWords(error)
  }
}

/** What the browser needs to offer passkeys; undefined where there are none, whatever the reason. */
export async function autofillOptions(): Promise<RequestOptions | undefined> {
  try {
    const outcome = await call(startPasskeySignIn)
    return outcome.ok ? outcome.answer.options : undefined
  } catch {
    // Nobody asked for it: the button says what is wrong to who does.
    return undefined
  }
}
