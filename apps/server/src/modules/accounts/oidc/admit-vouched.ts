import { invitationNeeded, Problem, type User, type UserId } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import { limitAttempts } from '../limit-attempts.ts'
import { tellAccountChange } from '../passkeys/tell-account-change.ts'
import { AlreadyLinked, findIdentityOwner, insertIdentity, type Subject } from './identity.queries.ts'
import type { OidcDeps } from './oidc-deps.ts'
import type { Claims } from './read-claims.ts'

type Newcomer = { subject: Subject; claims: Claims; invitation: string | undefined; visitor: Visitor }

/**
 * A new person with a space of their own, whom a service vouches for. An address that somebody here has is refused, never
 * taken for the same person: whoever controls an address at a service is not thereby who has the account.
 *
 * Throws `sign-up-closed`, `invitation-needed`, `email-taken` and `too-many-attempts`: invitations can be guessed.
 */
export async function admitVouched(deps: OidcDeps, input: Newcomer): Promise<User> {
  const { claims, invitation } = input
  const email = claims.email ?? ''
  deps.admission.require(invitation)
  const user = await admitOnce(deps, { ...input, email })
  if (claims.isEmailVerified) {
    const verified = { email_verified_at: deps.clock.now() }
    await deps.database.write({ kind: 'person', userId: user.id }, async (tx) =>
      tx.updateTable('users').set(verified).where('id', '=', user.id).execute(),
    )
  }
  return user
}

/** A wrong invitation counts like a wrong password; what else is refused says nothing about one. */
async function admitOnce(deps: OidcDeps, input: Newcomer & { email: string }): Promise<User> {
  let refusal: Problem | undefined
  const prove = async (): Promise<User | undefined> => {
    try {
      return await admit(deps, input)
    } catch (error) {
      if (!(error instanceof Problem && error.body.type === invitationNeeded.type)) throw error
      refusal = error
      return undefined
    }
  }
  const user = await limitAttempts(deps, { visitor: input.visitor, prove })
  if (user === undefined) throw refusal ?? new TypeError('an attempt fails with a refusal')
  return user
}

async function admit(deps: OidcDeps, { claims, subject, invitation, visitor, email }: Newcomer & { email: string }) {
  return deps.database.write(SIGN_IN, async (tx) => {
    const name = claims.name ?? email.split('@')[0] ?? email
    const user = await deps.admission.admit(tx, { name, email, passwordHash: null, invitation })
    const now = deps.clock.now()
    const row = { ...subject, user_id: user.id, label: email, created_at: now, last_used_at: now }
    const id = await insertIdentity(tx, row)
    await recordAudit(tx, {
      action: 'account.registered',
      actorId: user.id,
      userId: user.id,
      address: visitor.address,
      object: { kind: 'identity', id },
    })
    return user
  })
}

/** False when the account at the service belongs to somebody else here. To link it again changes nothing. */
export async function linkIdentity(
  deps: OidcDeps,
  at: { subject: Subject; claims: Claims; userId: UserId; visitor: Visitor },
): Promise<boolean> {
  const { subject, claims, userId, visitor } = at
  const label = claims.email ?? claims.name ?? claims.subject
  try {
    await deps.database.write({ kind: 'person', userId }, async (tx) => {
      const id = await insertIdentity(tx, { ...subject, user_id: userId, label, created_at: deps.clock.now() })
      const about = { userId, visitor, object: { kind: 'identity', id } }
      await tellAccountChange(deps, { tx, ...about, action: 'identity.linked', change: 'identity-linked' })
    })
    return true
  } catch (error) {
    if (!(error instanceof AlreadyLinked)) throw error
    return (await deps.database.read(SIGN_IN, async (db) => findIdentityOwner(db, subject))) === userId
  }
}
