import { bind } from '../../../kernel/bind.ts'
import { addPasskey, startPasskey } from './add-passkey.ts'
import { listPasskeys, removePasskey, renamePasskey } from './manage-passkeys.ts'
import { completeByPasskey, startPasskeyStep } from './complete-by-passkey.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { registerByPasskey, startNewcomerPasskey } from './register-newcomer.ts'
import { proveByPasskey, signInByPasskey, startPasskeyProof, startPasskeySignIn } from './sign-in-by-passkey.ts'

export type Passkeys = ReturnType<typeof createPasskeys>

export function createPasskeys(deps: PasskeyDeps) {
  return bind(deps, {
    startPasskey,
    addPasskey,
    startNewcomerPasskey,
    registerByPasskey,
    startPasskeySignIn,
    signInByPasskey,
    startPasskeyStep,
    completeByPasskey,
    startPasskeyProof,
    proveByPasskey,
    listPasskeys,
    renamePasskey,
    removePasskey,
  })
}
