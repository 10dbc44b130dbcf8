import { createHash } from 'node:crypto'
import { CHALLENGE_S, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'

/** What a challenge may be answered for; an answer for something else is no answer. */
export type ChallengePurpose = 'add' | 'newcomer' | 'sign-in' | 'second-factor' | 'proof'

export type Challenge = { purpose: ChallengePurpose; userId: UserId | null; about?: object }

/** Challenges that ran out are taken away by those that come, this many at a time. */
const TIDIED_AT_ONCE = 100

/** In the sign-in context. */
export async function keepChallenge(tx: Tx, at: Challenge & { challenge: string; now: Date }): Promise<void> {
  await sql`delete from webauthn_challenges where challenge_sha256 in (
    select challenge_sha256 from webauthn_challenges where expires_at < ${at.now}
      limit ${TIDIED_AT_ONCE} for update skip locked)`.execute(tx)
  await tx
    .insertInto('webauthn_challenges')
    .values({
      challenge_sha256: hashOf(at.challenge),
      purpose: at.purpose,
      user_id: at.userId,
      about: at.about === undefined ? null : JSON.stringify(at.about),
      expires_at: new Date(at.now.getTime() + CHALLENGE_S * 1_000),
    })
    .execute()
}

/** In the sign-in context. Each challenge can be taken once, whether its answer then holds or not. */
export async function takeChallenge(
  tx: Tx,
  at: { challenge: string; purpose: ChallengePurpose; now: Date },
): Promise<{ userId: UserId | null; about: unknown } | undefined> {
  const row = await tx
    .deleteFrom('webauthn_challenges')
    .where('challenge_sha256', '=', hashOf(at.challenge))
    .returning(['purpose', 'user_id', 'about', 'expires_at'])
    .executeTakeFirst()
  if (row === undefined || row.purpose !== at.purpose || row.expires_at <= at.now) return undefined
  return { userId: row.user_id, about: row.about }
}

function hashOf(challenge: string): Buffer {
  return createHash('sha256').update(challenge).digest()
}
