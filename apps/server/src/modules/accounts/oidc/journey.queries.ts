import { AWAY_S, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'
import { hashSecret, type JourneySecrets } from './journey-secrets.ts'

export type Journey = {
  provider: string
  /** Who links an account; null for who signs in. */
  userId: UserId | null
  invitation: string | null
  next: string | null
}

/** Journeys that nobody came back from are taken away by those that begin, this many at a time. */
const TIDIED_AT_ONCE = 100

/** In the sign-in context. */
export async function keepJourney(tx: Tx, at: Journey & { secrets: JourneySecrets; now: Date }): Promise<void> {
  await sql`delete from oidc_journeys where state_sha256 in (
    select state_sha256 from oidc_journeys where expires_at < ${at.now}
      limit ${TIDIED_AT_ONCE} for update skip locked)`.execute(tx)
  await tx
    .insertInto('oidc_journeys')
    .values({
      state_sha256: hashSecret(at.secrets.state),
      browser_sha256: hashSecret(at.secrets.browser),
      provider: at.provider,
      user_id: at.userId,
      invitation: at.invitation,
      next: at.next,
      expires_at: new Date(at.now.getTime() + AWAY_S * 1_000),
    })
    .execute()
}

/** In the sign-in context. A state is good for one return, whatever comes of it. */
export async function takeJourney(
  tx: Tx,
  at: { state: string; now: Date },
): Promise<(Journey & { browserSha256: Buffer }) | undefined> {
  const row = await tx
    .deleteFrom('oidc_journeys')
    .where('state_sha256', '=', hashSecret(at.state))
    .returningAll()
    .executeTakeFirst()
  if (row === undefined || row.expires_at <= at.now) return undefined
  const { provider, user_id, invitation, next, browser_sha256 } = row
  return { provider, userId: user_id, invitation, next, browserSha256: browser_sha256 }
}
