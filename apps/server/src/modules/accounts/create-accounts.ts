import { bind } from '../../kernel/bind.ts'
import { refreshSession } from './refresh-session.ts'
import { secondFactors } from './second-factors.ts'
import { signIn, type SignInDeps } from './sign-in.ts'
import { signOut } from './sign-out.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(deps: Omit<SignInDeps, 'secondFactors'>) {
  return bind({ ...deps, secondFactors }, { signIn, refreshSession, signOut })
}
