import { stepUpRequired, wrongCredentials } from '@kinfolio/contracts'
import type { Person } from '../../../kernel/http/index.ts'
import { hasRecentProof } from '../account.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import type { Visitor } from '../open-session.ts'
import { endSessionsIn } from '../sessions/end-sessions.ts'
import { contextOf, ownRow } from './change-account.ts'
import { type UserWithMail, updateUser } from './mailbox.queries.ts'
import { type MailboxDeps, tellPerson } from './tell-person.ts'

export type ChangePassword = {
  person: Person
  oldPassword?: string | undefined
  newPassword: string
  visitor: Visitor
}

/**
 * Takes the old password, or a proof of the last minutes from who has none or forgot it. Wrong ones count like any at the
 * sign-in. The session it is done in stays, the others end.
 */
export async function changePassword(deps: MailboxDeps, input: ChangePassword): Promise<void> {
  const { person, visitor } = input
  const { userId } = person
  const account = await deps.database.read(contextOf(person), async (db) => ownRow(db, userId))
  await requireProof(deps, { ...input, account })
  const password_hash = await deps.passwords.hash(input.newPassword, account)
  await deps.database.write(contextOf(person), async (tx) => {
    await updateUser(tx, { id: userId, password_hash })
    await endSessionsIn(deps, { tx, userId, except: person.sessionId, because: 'the password was changed' })
    const told = { userId, visitor, actorId: userId, action: 'password.changed' } as const
    await tellPerson(deps, { tx, ...told, changes: ['password-changed'] })
  })
}

async function requireProof(deps: MailboxDeps, input: ChangePassword & { account: UserWithMail }): Promise<void> {
  const { person, oldPassword, visitor, account } = input
  if (oldPassword === undefined) {
    const at = { id: person.sessionId, now: deps.clock.now() }
    if (await deps.database.read(contextOf(person), async (db) => hasRecentProof(db, at))) return
    throw stepUpRequired({})
  }
  const prove = async (): Promise<true | undefined> =>
    (await deps.passwords.verify(oldPassword, account.password_hash)) || undefined
  if (!(await limitAttempts(deps, { visitor, account: account.email, prove }))) throw wrongCredentials({})
}
