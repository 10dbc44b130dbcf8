import type { UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { makeSecretToken } from '../secret-token.ts'
import { findMailOf, insertSecretLink, type LinkPurpose } from './mailbox.queries.ts'

/** A new account's mail may wait over a weekend; a password is reset by who sits in front of it. */
export const LINK_HOURS: Record<LinkPurpose, number> = { 'verify-email': 72, 'reset-password': 1 }
const SCREENS: Record<LinkPurpose, string> = {
  'verify-email': '/dashboard/verify',
  'reset-password': '/dashboard/reset',
}

export type SecretLink = { to: string; url: string; hoursValid: number }

/**
 * Makes a link for the mail that is being sent, and says to which address: each try to send makes one of its own. In the
 * context of a job of the person. Undefined when there is nothing left to prove, so that no mail needs to go.
 *
 * The secret stands behind `#`, which browsers keep to themselves: it reaches no log and no other site.
 */
export async function mintSecretLink(
  tx: Tx,
  at: { userId: UserId; purpose: LinkPurpose; publicUrl: string; now: Date },
): Promise<SecretLink | undefined> {
  const person = await findMailOf(tx, at.userId)
  if (person === undefined) return undefined
  const isVerifying = at.purpose === 'verify-email'
  if (isVerifying && person.new_email === null && person.email_verified_at !== null) return undefined
  const to = isVerifying ? (person.new_email ?? person.email) : person.email
  const { token, sha256 } = makeSecretToken()
  const hoursValid = LINK_HOURS[at.purpose]
  await insertSecretLink(tx, {
    token_sha256: sha256,
    user_id: at.userId,
    purpose: at.purpose,
    email: to,
    created_at: at.now,
    expires_at: new Date(at.now.getTime() + hoursValid * 3_600_000),
  })
  const url = new URL(SCREENS[at.purpose], at.publicUrl)
  url.hash = `token=${token}`
  return { to, url: url.href, hoursValid }
}
