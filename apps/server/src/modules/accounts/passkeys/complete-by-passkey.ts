import {
  type Assertion,
  passkeyRefused,
  pendingSignInOver,
  type RequestOptions,
  type Tokens,
} from '@kinfolio/contracts'
import { z } from 'zod'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import type { Visitor } from '../open-session.ts'
import { completePending, findPendingByToken, type FoundPending } from '../pending/complete-pending.ts'
import { takeChallenge } from './challenge.queries.ts'
import { challengeOf } from './check-answer.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { listPasskeyRows } from './passkey.queries.ts'
import type { RelyingParty } from './relying-party.ts'
import { askFor } from './sign-in-by-passkey.ts'
import { judgeUse, type PasskeyRefusal } from './use-passkey.ts'

const aboutPending = z.object({ pending: z.string() })

/** Asks who proved a first thing for one of their passkeys. Throws `pending-sign-in-over`. */
export async function startPasskeyStep(
  deps: PasskeyDeps,
  { pendingId, party }: { pendingId: string; party: RelyingParty },
): Promise<{ options: RequestOptions }> {
  const { id, user } = await findOffering(deps, pendingId)
  const rows = await deps.database.read({ kind: 'person', userId: user.id }, async (db) => listPasskeyRows(db, user.id))
  return askFor(deps, { party, rows, challenge: { purpose: 'second-factor', userId: user.id, about: { pending: id } } })
}

/**
 * Ends a sign-in that waits by a passkey of the person whose it is. The challenge holds for this sign-in alone, and is
 * used up by its first answer.
 *
 * Throws `pending-sign-in-over`, `passkey-refused` and `too-many-attempts`.
 */
export async function completeByPasskey(
  deps: PasskeyDeps,
  input: { pendingId: string; assertion: Assertion; party: RelyingParty; visitor: Visitor },
): Promise<Tokens> {
  const { pendingId, assertion, party, visitor } = input
  const { id, user } = await findOffering(deps, pendingId)
  const now = deps.clock.now()
  const challenge = challengeOf(assertion)
  const purpose = 'second-factor' as const
  const taken = await deps.database.write(SIGN_IN, async (tx) => takeChallenge(tx, { challenge, purpose, now }))
  // As at the other doors: who comes late has guessed nothing.
  if (taken?.userId !== user.id || aboutPending.safeParse(taken.about).data?.pending !== id)
    throw passkeyRefused({ reason: 'over' })
  let refusal: PasskeyRefusal = 'unproved'
  const tokens = await completePending(deps, {
    pendingId,
    visitor,
    method: 'passkey',
    prove: async (tx) => {
      const refused = await judgeUse(deps, {
        tx,
        use: { assertion, purpose, party, visitor },
        owner: user.id,
        challenge,
        now,
      })
      refusal = refused ?? refusal
      return refused === undefined
    },
  })
  if (tokens === undefined) throw passkeyRefused({ reason: refusal })
  return tokens
}

async function findOffering(deps: PasskeyDeps, pendingId: string): Promise<FoundPending> {
  const found = await findPendingByToken(deps, pendingId)
  if (!found.row.methods.includes('passkey')) throw pendingSignInOver({})
  return found
}
