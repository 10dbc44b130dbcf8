import { invitationNeeded, signUpClosed, type SignUpMode, type User } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { people } from '../../accounts/index.ts'
import { admitNewcomer } from '../admit-newcomer.ts'
import { isSetUp } from '../set-up-owner.ts'

/**
 * Makes the person a member of the space that the code invites to. In the caller's transaction, which is of the sign-in
 * context; throws a problem when the invitation does not hold (any more), and nothing of the transaction stays then.
 */
export type ClaimInvitation = (tx: Tx, claim: { code: string; userId: User['id'] }) => Promise<void>

export type SignUpDeps = { mode: SignUpMode; claimInvitation?: ClaimInvitation | undefined }
export type Newcomer = Parameters<typeof people.create>[1] & { invitation?: string | undefined }

/** Who may become a person here. Whatever makes people, by password or by another service, asks it. */
export type SignUp = {
  readonly mode: SignUpMode
  /** Throws `sign-up-closed` or `invitation-needed` for who need not try; an invitation is looked at by `admit` alone. */
  require(invitation: string | undefined): void
  /** The new person with a space of their own, and in the one they are invited to. In a transaction of the sign-in context. */
  admit(tx: Tx, newcomer: Newcomer): Promise<User>
}

/** Closed lets nobody in, not even with an invitation: that is for people who have an account. */
export function createSignUp({ mode, claimInvitation }: SignUpDeps): SignUp {
  const require = (invitation: string | undefined): void => {
    if (mode === 'closed') throw signUpClosed({})
    const canClaim = invitation !== undefined && claimInvitation !== undefined
    if (!canClaim && (mode === 'invite' || invitation !== undefined)) throw invitationNeeded({})
  }
  return {
    mode,
    require,
    async admit(tx, { invitation, ...newcomer }) {
      require(invitation)
      // The first person is the owner, whom only the set-up code or the configuration names.
      if (!(await isSetUp(tx))) throw signUpClosed({})
      const user = await admitNewcomer(tx, newcomer)
      if (invitation !== undefined) await claimInvitation?.(tx, { code: invitation, userId: user.id })
      return user
    },
  }
}
