import { type Account, mailNotConfigured, signInRequired, tooManyAttempts, type UserId } from '@kinfolio/contracts'
import { type Db, SIGN_IN } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { lockedForS, recordFailure } from '../attempt.queries.ts'
import type { Visitor } from '../open-session.ts'
import { findMailOf, updateUser, type UserWithMail } from './mailbox.queries.ts'
import { type MailboxDeps, tellPerson } from './tell-person.ts'
import { isSame } from './verify-email.ts'

type Own = { person: Person; visitor: Visitor }

export async function getAccount(deps: MailboxDeps, { person }: Pick<Own, 'person'>): Promise<Account> {
  const row = await deps.database.read(contextOf(person), async (db) => ownRow(db, person.userId))
  return present(deps, row)
}

/** Once more, ten times an hour at most. Somebody with nothing left to verify gets no mail. */
export async function sendVerification(deps: MailboxDeps, { person, visitor }: Own): Promise<void> {
  if (!deps.sendsMail) throw mailNotConfigured({})
  const { userId } = person
  await countLink(deps, userId)
  await deps.database.write(contextOf(person), async (tx) => {
    const row = await ownRow(tx, userId)
    if (row.new_email === null && row.email_verified_at !== null) return
    const told = { userId, visitor, actorId: userId, action: 'email.link-asked' } as const
    await tellPerson(deps, { tx, ...told, changes: ['email-to-verify'] })
  })
}

/**
 * Where mail is sent, the new address takes the old one's place when the link sent there was followed; the old one is
 * told at once. Whether it belongs to somebody else shows only to who reads it. Elsewhere it changes now, and a taken one
 * has to be told. The person's own address takes a change back.
 */
export async function changeEmail(deps: MailboxDeps, input: Own & { email: string }): Promise<Account> {
  const { person, visitor } = input
  const { userId } = person
  const email = input.email.trim()
  const own = { userId, visitor, actorId: userId } as const
  if (deps.sendsMail) await countLink(deps, userId)
  const row = await deps.database.write(contextOf(person), async (tx) => {
    const before = await ownRow(tx, userId)
    if (isSame(email, before.email)) {
      await updateUser(tx, { id: userId, new_email: null, email })
    } else if (deps.sendsMail) {
      await updateUser(tx, { id: userId, new_email: email })
      const changes = ['email-to-verify', 'email-change-asked'] as const
      await tellPerson(deps, { tx, ...own, action: 'email.change-asked', changes })
    } else {
      await updateUser(tx, { id: userId, email, new_email: null, email_verified_at: null })
      await tellPerson(deps, { tx, ...own, action: 'email.changed', changes: ['email-changed'] })
    }
    return ownRow(tx, userId)
  })
  return present(deps, row)
}

export async function changeName(deps: MailboxDeps, input: Own & { name: string }): Promise<void> {
  const { person, visitor, name } = input
  const { userId } = person
  await deps.database.write(contextOf(person), async (tx) => {
    await updateUser(tx, { id: userId, name })
    await tellPerson(deps, { tx, userId, visitor, actorId: userId, action: 'account.renamed' })
  })
}

/** Links that a person has sent to addresses they name: ten an hour at most, or the server would write to strangers for them. */
async function countLink(deps: MailboxDeps, userId: UserId): Promise<void> {
  const now = deps.clock.now()
  const keys = [`link account ${userId}`] as const
  const waitS = await deps.database.read(SIGN_IN, async (db) => lockedForS(db, { keys, now }))
  if (waitS > 0) throw tooManyAttempts({ retry_after_s: waitS }, { retryAfterS: waitS })
  await deps.database.write(SIGN_IN, async (tx) => recordFailure(tx, { keys, now }))
}

export function contextOf(person: Person) {
  return { kind: 'person', userId: person.userId } as const
}

/** A token may outlive its account by minutes. */
export async function ownRow(db: Db, userId: UserId): Promise<UserWithMail> {
  const row = await findMailOf(db, userId)
  if (row === undefined) throw signInRequired({ reason: 'invalid' })
  return row
}

function present({ sendsMail }: MailboxDeps, row: UserWithMail): Account {
  return {
    email_is_verified: row.email_verified_at !== null,
    new_email: row.new_email,
    has_password: row.password_hash !== null,
    sends_mail: sendsMail,
  }
}
