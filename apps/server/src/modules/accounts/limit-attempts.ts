import { tooManyAttempts } from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import { SIGN_IN, type Database } from '../../kernel/database/index.ts'
import { networkOf } from '../../kernel/http/index.ts'
import { type AttemptKey, lockedForS, recordFailure } from './attempt.queries.ts'
import type { Visitor } from './open-session.ts'

export type AttemptDeps = { database: Database; clock: Clock }
export type Attempt<Proved> = {
  visitor: Visitor
  /** Locked as well as the visitor's address, for whoever tries it next. */
  account?: string
  /** What was proved, or undefined when the proof does not hold. */
  prove: () => Promise<Proved | undefined>
}

/**
 * Lets a visitor prove something, and counts it when they fail: ten failures within an hour lock the address, or the
 * network of IPv6 that it belongs to. A set-up code and a password count together.
 *
 * Throws `too-many-attempts`, without looking at the proof.
 */
export async function limitAttempts<Proved>(deps: AttemptDeps, input: Attempt<Proved>): Promise<Proved | undefined> {
  const { visitor, account, prove } = input
  const keys: AttemptKey[] = [`address ${networkOf(visitor.address)}`]
  if (account !== undefined) keys.push(`account ${account}`)
  const { database, clock } = deps
  const waitS = await database.read(SIGN_IN, (db) => lockedForS(db, { keys, now: clock.now() }))
  if (waitS > 0) throw tooManyAttempts({ retry_after_s: waitS }, { retryAfterS: waitS })
  const proved = await prove()
  if (proved === undefined) await database.write(SIGN_IN, (tx) => recordFailure(tx, { keys, now: clock.now() }))
  return proved
}
