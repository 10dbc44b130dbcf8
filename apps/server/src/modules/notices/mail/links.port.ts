import type { InvitationId, SpaceId, UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'

export type SecretLink = {
  /** Complete, with its secret. */
  url: string
  /** To whom this link is sent: an address that is still to be proved is not the account's yet. */
  to: string
  expiresAt: Date
}

type At = { publicUrl: URL; now: Date }
export type PersonLinkKind = 'password-reset-asked' | 'email-to-verify'

/**
 * Secret links are made at the moment their mail is sent, and kept nowhere but in it: `accounts` and `spaces` know what
 * they open. Undefined when there is nothing to open any more.
 */
export type MintLinks = {
  forPerson(tx: Tx, at: At & { userId: UserId; kind: PersonLinkKind }): Promise<SecretLink | undefined>
  forInvitation(
    tx: Tx,
    at: At & { invitationId: InvitationId; spaceId: SpaceId },
  ): Promise<(SecretLink & { spaceName: string; inviter: string | undefined }) | undefined>
}
