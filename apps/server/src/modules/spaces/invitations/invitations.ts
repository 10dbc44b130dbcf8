import type { ClaimInvitation } from '../registration/sign-up.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { claimInvitation } from './claim-invitation.ts'
import { mintInvitationLink } from './mint-invitation-link.ts'
import { pruneInvitations } from './prune-invitations.ts'

/** What others need of invitations: who registers claims one, who mails one mints its link, upkeep removes old ones. */
export const invitations = {
  claim:
    (deps: SpaceDeps): ClaimInvitation =>
    async (tx, claim) => {
      await claimInvitation(deps, { tx, ...claim })
    },
  mintLink: mintInvitationLink,
  prune: pruneInvitations,
}
