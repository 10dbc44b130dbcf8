import { tooManyAttempts, wrongCredentials, type Tokens } from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import { SIGN_IN, type Database } from '../../kernel/database/index.ts'
import { findAccount, type AccountRow } from './account.queries.ts'
import { forgetFailures, lockedForS, recordFailure, type AttemptKey } from './attempt.queries.ts'
import { openSession, type OpenSessionDeps, type Visitor } from './open-session.ts'
import type { Passwords } from './password.ts'

export type SignInDeps = OpenSessionDeps & { database: Database; passwords: Passwords; clock: Clock }
export type SignInInput = { email: string; password: string; visitor: Visitor }

/**
 * Exchanges e-mail and password for tokens. An unknown account is answered like a wrong password, and as slowly.
 * Ten failures within an hour lock the account and the address, whoever asks.
 */
export async function signIn(deps: SignInDeps, input: SignInInput): Promise<Tokens> {
  const keys: AttemptKey[] = [`account ${input.email}`, `address ${input.visitor.address}`]
  await refuseLocked(deps, keys)
  const account = await deps.database.read(SIGN_IN, (db) => findAccount(db, input.email))
  const isRight = await deps.passwords.verify(input.password, account?.password_hash)
  if (!isRight || account === undefined) {
    await deps.database.write(SIGN_IN, (tx) => recordFailure(tx, { keys, now: deps.clock.now() }))
    throw wrongCredentials({})
  }
  await deps.database.write(SIGN_IN, (tx) => forgetFailures(tx, keys.slice(0, 1)))
  return openSession(deps, { user: userOf(account), visitor: input.visitor })
}

/** Throws when one of the keys has failed too often lately. */
async function refuseLocked(deps: Pick<SignInDeps, 'database' | 'clock'>, keys: AttemptKey[]): Promise<void> {
  const waitS = await deps.database.read(SIGN_IN, (db) => lockedForS(db, { keys, now: deps.clock.now() }))
  if (waitS > 0) throw tooManyAttempts({ retry_after_s: waitS }, { retryAfterS: waitS })
}

function userOf(account: AccountRow): Tokens['user'] {
  return { id: account.user_id, name: account.name, email: account.email }
}
