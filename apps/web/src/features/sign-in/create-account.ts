import { register, registerByPasskey, startNewcomerPasskey } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { makePasskey } from '../../shared/passkeys/ceremony.ts'
import { suggestedName } from '../../shared/passkeys/suggested-name.ts'

export type Account = {
  name: string
  email: string
  /** Null for who makes a passkey instead. */
  password: string | null
  invitation?: string | undefined
}

/** Creates an account with a password, or with a passkey that the browser asks for. Throws `CeremonyEnded`. */
export async function createAccount({ name, email, password, invitation }: Account) {
  const invited = invitation === undefined ? {} : { invitation }
  if (password !== null) return call(register, { body: { name, email, password, ...invited } })
  const started = await call(startNewcomerPasskey, { body: { name, email, ...invited } })
  if (!started.ok) return started
  const credential = await makePasskey(started.answer.options)
  return call(registerByPasskey, { body: { credential, passkey_name: suggestedName(), ...invited } })
}
