import { mailNotConfigured, tooManyAttempts } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { networkOf } from '../../../kernel/http/index.ts'
import { type AttemptKey, lockedForS, recordFailure } from '../attempt.queries.ts'
import type { Visitor } from '../open-session.ts'
import { findMailbox } from './mailbox.queries.ts'
import { type MailboxDeps, tellPerson } from './tell-person.ts'

/**
 * Has a link sent to the address, if it has an account and is known to be read by its owner: a mistyped address must
 * not let a stranger in. The answer never tells, and the same work is done for every address.
 *
 * Ten an hour from one address; of one account the eleventh is left out silently, since the mails before it still work
 * and nobody shall keep a person from asking by asking for them.
 */
export async function askPasswordReset(deps: MailboxDeps, input: { email: string; visitor: Visitor }): Promise<void> {
  if (!deps.sendsMail) throw mailNotConfigured({})
  const { database, clock } = deps
  const email = input.email.trim()
  const now = clock.now()
  const address: AttemptKey = `link address ${networkOf(input.visitor.address)}`
  const account: AttemptKey = `link account ${email}`
  const { waitS, isEnough, mailbox } = await database.read(SIGN_IN, async (db) => ({
    waitS: await lockedForS(db, { keys: [address], now }),
    isEnough: (await lockedForS(db, { keys: [account], now })) > 0,
    mailbox: await findMailbox(db, email),
  }))
  if (waitS > 0) throw tooManyAttempts({ retry_after_s: waitS }, { retryAfterS: waitS })
  await database.write(SIGN_IN, async (tx) => recordFailure(tx, { keys: [address, account], now }))

  const isReader = mailbox !== undefined && (mailbox.is_verified || mailbox.is_pending)
  if (!isReader || isEnough) {
    // As long as the mail of somebody else would take to be announced.
    await database.write(SIGN_IN, async (tx) => recordFailure(tx, { keys: [`link nobody ${email}`], now }))
    return
  }
  const userId = mailbox.user_id
  const told = { userId, visitor: input.visitor, actorId: undefined, action: 'password.reset-asked' } as const
  await database.write({ kind: 'person', userId }, async (tx) =>
    tellPerson(deps, { tx, ...told, changes: ['password-reset-asked'] }),
  )
}
