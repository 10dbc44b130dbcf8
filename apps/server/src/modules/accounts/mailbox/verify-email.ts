import { linkWorksNoMore, type UserId } from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import type { Visitor } from '../open-session.ts'
import { hashToken } from '../secret-token.ts'
import {
  findLinkOwner,
  findMailOf,
  forgetSecretLinks,
  isGoing,
  openPendingPasskeys,
  takeSecretLink,
  updateUser,
  type UserWithMail,
} from './mailbox.queries.ts'
import { type MailboxDeps, tellPerson } from './tell-person.ts'

type VerifyInput = { token: string; visitor: Visitor }

/**
 * Whoever has the link reads the address it was sent to: it is verified, or takes the place of the old one. A new
 * account opens. Throws `link-works-no-more`, also when the person has chosen another address since.
 */
export async function verifyEmail(deps: MailboxDeps, input: VerifyInput): Promise<{ email: string }> {
  const sha256 = hashToken(input.token)
  const userId = await deps.database.read(SIGN_IN, async (db) => findLinkOwner(db, { sha256, purpose: 'verify-email' }))
  if (userId === undefined) throw linkWorksNoMore({})
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const now = deps.clock.now()
    const email = await takeSecretLink(tx, { sha256, now })
    const person = await findMailOf(tx, userId)
    if (email === undefined || person === undefined || isGoing(person, now)) throw linkWorksNoMore({})
    await proveAddress(deps, { tx, userId, person, email, visitor: input.visitor })
    await forgetSecretLinks(tx, { userId, purpose: 'verify-email', now })
    return { email }
  })
}

type Proof = { tx: Tx; userId: UserId; person: UserWithMail; email: string; visitor: Visitor }

async function proveAddress(deps: MailboxDeps, { tx, userId, person, email, visitor }: Proof): Promise<void> {
  const email_verified_at = deps.clock.now()
  if (isSame(email, person.new_email)) {
    await updateUser(tx, { id: userId, email, new_email: null, email_verified_at })
    await tellPerson(deps, {
      tx,
      userId,
      visitor,
      actorId: userId,
      action: 'email.changed',
      changes: ['email-changed'],
    })
  } else if (isSame(email, person.email)) {
    const opened = { password_hash: person.pending_password_hash ?? person.password_hash, pending_password_hash: null }
    await updateUser(tx, { id: userId, ...opened, email_verified_at })
    await openPendingPasskeys(tx, userId)
    await tellPerson(deps, { tx, userId, visitor, actorId: userId, action: 'email.verified' })
  } else throw linkWorksNoMore({})
}

export function isSame(email: string, other: string | null): boolean {
  return email.toLowerCase() === other?.toLowerCase()
}
