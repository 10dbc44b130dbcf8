import { type Assertion, passkeyRefused, type UserId } from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import type { Visitor } from '../open-session.ts'
import { type ChallengePurpose, takeChallenge } from './challenge.queries.ts'
import { challengeOf, checkAssertion, isCopied } from './check-answer.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { findPasskeyOwner, lockPasskey, recordPasskeyUse } from './passkey.queries.ts'
import type { RelyingParty } from './relying-party.ts'
import { announceChange } from './tell-account-change.ts'

export type PasskeyUse = {
  assertion: Assertion
  purpose: ChallengePurpose
  party: RelyingParty
  visitor: Visitor
  /** Who it has to be; anybody when it is who signs in. */
  expected: UserId | undefined
  /** Done in the transaction that records the use. */
  alongside?: (tx: Tx, userId: UserId) => Promise<void>
}
export type PasskeyRefusal = 'unknown' | 'unproved' | 'copied'
export type UsedPasskey = { userId: UserId; about: unknown }

/**
 * Whose passkey answered. Its challenge is used up, whether the answer holds or not, and one that does not hold counts
 * against the address like a wrong password.
 *
 * Throws `passkey-refused` and `too-many-attempts`.
 */
export async function usePasskey(deps: PasskeyDeps, use: PasskeyUse): Promise<UsedPasskey> {
  let refusal: PasskeyRefusal = 'unproved'
  const used = await limitAttempts(deps, {
    visitor: use.visitor,
    prove: async () => {
      const outcome = await tryPasskey(deps, use)
      if (typeof outcome !== 'string') return outcome
      refusal = outcome
      return undefined
    },
  })
  if (used === undefined) throw passkeyRefused({ reason: refusal })
  return used
}

async function tryPasskey(deps: PasskeyDeps, use: PasskeyUse): Promise<UsedPasskey | PasskeyRefusal> {
  const { database, clock } = deps
  const challenge = challengeOf(use.assertion)
  const taken = await database.write(SIGN_IN, async (tx) =>
    takeChallenge(tx, { challenge, purpose: use.purpose, now: clock.now() }),
  )
  const expected = use.expected ?? taken?.userId ?? undefined
  // Who comes late has guessed nothing: it does not count as an attempt.
  if (taken === undefined || (taken.userId ?? expected) !== expected) throw passkeyRefused({ reason: 'over' })
  const owner = await database.read(SIGN_IN, async (db) => findPasskeyOwner(db, use.assertion.id))
  if (owner === undefined || (expected !== undefined && owner !== expected)) return 'unknown'
  const refused = await database.write({ kind: 'person', userId: owner }, async (tx) =>
    judgeUse(deps, { tx, use, owner, challenge, now: clock.now() }),
  )
  return refused ?? { userId: owner, about: taken.about }
}

type Judging = { tx: Tx; use: Omit<PasskeyUse, 'expected'>; owner: UserId; challenge: string; now: Date }

/** In a transaction of the owner. Undefined when it holds; a refusal is a value, so that what was written about it stays. */
export async function judgeUse(deps: PasskeyDeps, judging: Judging): Promise<PasskeyRefusal | undefined> {
  const { tx, use, owner, challenge, now } = judging
  const { assertion, party } = use
  const row = await lockPasskey(tx, { credentialId: assertion.id })
  if (row === undefined) return 'unknown'
  const { userHandle } = assertion.response
  const isNamed = userHandle !== undefined && Buffer.from(userHandle, 'base64url').equals(row.user_handle)
  // Who signs in is told by the passkey alone, so it has to name them.
  if (!isNamed && (userHandle !== undefined || use.purpose === 'sign-in')) return 'unproved'
  const checked = await checkAssertion({ assertion, challenge, party, publicKey: row.public_key })
  if (checked === undefined) return 'unproved'
  if (isCopied({ stored: Number(row.counter), told: checked.counter })) {
    const about = { userId: owner, object: { kind: 'passkey', id: row.id }, address: use.visitor.address }
    await recordAudit(tx, { action: 'passkey.copied', actorId: undefined, ...about })
    await announceChange(deps, { tx, userId: owner, visitor: use.visitor, change: 'passkey-copied' })
    return 'copied'
  }
  await recordPasskeyUse(tx, { id: row.id, counter: checked.counter, isSynced: checked.isSynced, now })
  await use.alongside?.(tx, owner)
  return undefined
}
