import { type InvitationId, type InvitedRole, invitedRole, JOIN_PATH, type SpaceId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { isOpen } from './invitation.ts'
import { hashSecret, makeToken } from './invitation-secret.ts'
import { listMembers } from '../members/member.queries.ts'

/** What a mail of invitation says. */
export type MintedLink = {
  /** Below the public address of the server; the secret stands behind `#`. */
  path: string
  email: string
  spaceName: string
  /** Null when who invited is in the space no more. */
  invitedBy: string | null
  role: InvitedRole
  expiresAt: Date
}

/**
 * The link of an invitation by mail, made at the moment it is sent: no job, log or table ever holds it. Minting again, for
 * a mail that failed, ends the link before. Undefined when the invitation is open no more, and the mail is not sent.
 *
 * In a context that sees the space.
 */
export async function mintInvitationLink(
  tx: Tx,
  at: { spaceId: SpaceId; id: InvitationId; now: Date },
): Promise<MintedLink | undefined> {
  const row = await tx
    .selectFrom('invitations')
    .innerJoin('spaces', 'spaces.id', 'invitations.space_id')
    .selectAll('invitations')
    .select('spaces.name as space_name')
    .where('invitations.space_id', '=', at.spaceId)
    .where('invitations.id', '=', at.id)
    .forNoKeyUpdate('invitations')
    .executeTakeFirst()
  if (row?.email === undefined || row.email === null || !isOpen(row, at.now)) return undefined
  const token = makeToken()
  await tx
    .updateTable('invitations')
    .set({ secret_sha256: hashSecret(token) })
    .where('space_id', '=', at.spaceId)
    .where('id', '=', at.id)
    .execute()
  const inviter = (await listMembers(tx, at.spaceId)).find(({ user_id }) => user_id === row.invited_by)
  return {
    path: `${JOIN_PATH}#${token}`,
    email: row.email,
    spaceName: row.space_name,
    invitedBy: inviter?.name ?? null,
    role: invitedRole.parse(row.role),
    expiresAt: row.expires_at,
  }
}
