import { linkWorksNoMore } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { forgetFailures } from '../attempt.queries.ts'
import type { Visitor } from '../open-session.ts'
import { hashToken } from '../secret-token.ts'
import { endSessionsIn } from '../sessions/end-sessions.ts'
import {
  dropPendingPasskeys,
  findLinkOwner,
  findMailOf,
  forgetSecretLinks,
  isGoing,
  takeSecretLink,
  updateUser,
} from './mailbox.queries.ts'
import { type MailboxDeps, tellPerson } from './tell-person.ts'
import { isSame } from './verify-email.ts'

/**
 * Sets a new password with the link of a mail. Every session ends, and the second factor is asked for as ever: the
 * link proves that the address is read, nothing else. A weak password leaves the link as it was.
 */
export async function resetPassword(
  deps: MailboxDeps,
  input: { token: string; password: string; visitor: Visitor },
): Promise<void> {
  const { database, clock, passwords } = deps
  const sha256 = hashToken(input.token)
  const userId = await database.read(SIGN_IN, async (db) => findLinkOwner(db, { sha256, purpose: 'reset-password' }))
  if (userId === undefined) throw linkWorksNoMore({})
  const context = { kind: 'person', userId } as const
  const whose = await database.read(context, async (db) => findMailOf(db, userId))
  const password_hash = await passwords.hash(input.password, whose)

  const email = await database.write(context, async (tx) => {
    const now = clock.now()
    const sentTo = await takeSecretLink(tx, { sha256, now })
    const person = await findMailOf(tx, userId)
    const isUsable = sentTo !== undefined && person !== undefined && isSame(sentTo, person.email)
    if (!isUsable || isGoing(person, now)) throw linkWorksNoMore({})
    const email_verified_at = person.email_verified_at ?? now
    await updateUser(tx, { id: userId, password_hash, pending_password_hash: null, email_verified_at })
    await dropPendingPasskeys(tx, userId)
    await endSessionsIn(deps, { tx, userId, because: 'the password was reset' })
    await forgetSecretLinks(tx, { userId, purpose: 'reset-password', now })
    const told = { userId, visitor: input.visitor, actorId: userId, action: 'password.reset' } as const
    await tellPerson(deps, { tx, ...told, changes: ['password-changed'] })
    return person.email
  })
  // Whoever tried to guess the old password must not keep its owner out any longer.
  await database.write(SIGN_IN, async (tx) => forgetFailures(tx, [`account ${email}`]))
}
