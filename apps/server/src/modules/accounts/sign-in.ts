import { type PendingSignIn, type Tokens, type User, wrongCredentials } from '@kinfolio/contracts'
import { SIGN_IN } from '../../kernel/database/index.ts'
import { type AccountRow, findAccount } from './account.queries.ts'
import { forgetFailures } from './attempt.queries.ts'
import { limitAttempts } from './limit-attempts.ts'
import type { Visitor } from './open-session.ts'
import type { Passwords } from './password.ts'
import { isPending, openOrAsk, type OpenOrAskDeps } from './pending/open-or-ask.ts'

export type SignInDeps = OpenOrAskDeps & { passwords: Passwords }
export type SignInInput = { email: string; password: string; visitor: Visitor }

/**
 * Exchanges e-mail and password for tokens, or for a sign-in that waits where the account asks for more. An unknown
 * account is answered like a wrong password, and as slowly. Ten failures within an hour lock the account and the
 * address, whoever asks.
 */
export async function signIn(deps: SignInDeps, input: SignInInput): Promise<Tokens | PendingSignIn> {
  const { email, visitor } = input
  const account = await limitAttempts(deps, { visitor, account: email, prove: async () => proveAccount(deps, input) })
  if (account === undefined) throw wrongCredentials({})
  await renewHash(deps, { account, password: input.password })
  const outcome = await openOrAsk(deps, { user: userOf(account), visitor })
  // Not before the sign-in is whole: who has the password alone must not clear their failures at the second step by it.
  if (!isPending(outcome)) await deps.database.write(SIGN_IN, (tx) => forgetFailures(tx, [`account ${email}`]))
  return outcome
}

async function proveAccount(deps: SignInDeps, input: SignInInput): Promise<AccountRow | undefined> {
  const account = await deps.database.read(SIGN_IN, (db) => findAccount(db, input.email))
  const isRight = await deps.passwords.verify(input.password, account?.password_hash)
  return isRight ? account : undefined
}

/** Hashes that were made when they might cost less are made anew while the password is at hand. */
async function renewHash(deps: SignInDeps, { account, password }: { account: AccountRow; password: string }) {
  const { user_id: userId, password_hash: old } = account
  const password_hash = old === null ? undefined : await deps.passwords.renew(password, old)
  if (password_hash === undefined) return
  await deps.database.write({ kind: 'person', userId }, async (tx) =>
    // Unless it was changed meanwhile.
    tx.updateTable('users').set({ password_hash }).where('id', '=', userId).where('password_hash', '=', old).execute(),
  )
}

function userOf(account: AccountRow): User {
  return { id: account.user_id, name: account.name, email: account.email }
}
