import { proveByPasskey, startPasskeyProof } from '@kinfolio/contracts'
import { call } from '../api/client.ts'
import { showPasskey } from './ceremony.ts'
import { passkeyFailureWords, problemWords } from './passkey-failure.ts'

/** Proves by a passkey that it is still the same person. Null when it is proved, else what stands against it in words. */
export async function provePasskey(): Promise<string | null> {
  try {
    const started = await call(startPasskeyProof)
    if (!started.ok) return problemWords(started.problem)
    const credential = await showPasskey(started.answer.options)
    const outcome = await call(proveByPasskey, { body: { credential } })
    return outcome.ok ? null : problemWords(outcome.problem)
  } catch (error) {
    return passkeyFailureWords(error)
  }
}
