import { listPasskeys, proveByPasskey, startPasskeyProof } from '@kinfolio/contracts'
import { ask } from '../api/client.ts'
import { knowsPasskeys, showPasskey } from './ceremony.ts'
import { isStepUpRequired } from './passkey-failure.ts'

/**
 * Does what may need a fresh proof. Where the server asks for one, a person with a passkey is asked for it, and then it is
 * done; for others the refusal stands.
 */
export async function withProof<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (!isStepUpRequired(error) || !knowsPasskeys()) throw error
    const { passkeys } = await ask(listPasskeys)
    if (passkeys.length === 0) throw error
    await provePasskey()
    return act()
  }
}

/** Proves by a passkey that it is still the same person. Throws `CeremonyEnded` and `CallFailed`. */
export async function provePasskey(): Promise<void> {
  const { options } = await ask(startPasskeyProof)
  await ask(proveByPasskey, { body: { credential: await showPasskey(options) } })
}
