import type { PendingSignIn, Tokens, User } from '@kinfolio/contracts'
import { beginSession, type OpenSessionDeps, type Visitor } from '../open-session.ts'
import { openPending } from './open-pending.ts'
import { methodsAskedFor, type SecondFactor } from './second-factor.ts'

export type OpenOrAskDeps = OpenSessionDeps & { secondFactors: readonly SecondFactor[] }

/**
 * Where a person has proved one thing, such as their password: opens a session when that is enough for this account, and
 * else lets the sign-in wait for more. Every way in by one proof ends here, so that none walks past a second factor.
 */
export async function openOrAsk(
  deps: OpenOrAskDeps,
  input: { user: User; visitor: Visitor },
): Promise<Tokens | PendingSignIn> {
  const { user, visitor } = input
  return deps.database.write({ kind: 'person', userId: user.id }, async (tx) => {
    const methods = await methodsAskedFor(tx, {
      factors: deps.secondFactors,
      userId: user.id,
      visitor,
      now: deps.clock.now(),
    })
    if (methods.length === 0) return beginSession(deps, { tx, user, visitor })
    return (await openPending(deps, { tx, userId: user.id, visitor, methods })).answer
  })
}

export function isPending(outcome: Tokens | PendingSignIn): outcome is PendingSignIn {
  return 'pending_id' in outcome
}
