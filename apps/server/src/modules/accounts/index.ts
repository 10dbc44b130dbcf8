// The face of the accounts module.
import { bind } from '../../kernel/bind.ts'
import { refreshSession } from './refresh-session.ts'
import { signIn, type SignInDeps } from './sign-in.ts'
import { signOut } from './sign-out.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(deps: SignInDeps) {
  return bind(deps, { signIn, refreshSession, signOut })
}

export { createAccessTokens, makeSigningKey, type AccessTokens } from './access-tokens.ts'
export { findUser, hasOpenSession, isSetUp } from './account.queries.ts'
export { handOver, serveAccounts, visitorOf } from './accounts.routes.ts'
export { createPasswords, refuseWeak } from './password.ts'
export { openSession, type Visitor } from './open-session.ts'
export { createPerson } from './create-person.ts'
