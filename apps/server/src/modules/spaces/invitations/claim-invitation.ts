import { invitationUnusable, type SpaceId, type UserId } from '@kinfolio/contracts'
import { goOnAs, SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import { tellMembers } from '../members/tell-members.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { isOpen } from './invitation.ts'
import { readSecret } from './invitation-secret.ts'
import { countUse, countWrongCode, findInvitation, type HeldInvitation, lockInvitation } from './invitation.queries.ts'

export type Claim = { code: string; userId: UserId; address?: string }

/**
 * Makes the person a member of the space they are invited into, and answers it. For who is a member already nothing
 * changes, their role least of all, and no use is counted.
 *
 * Runs in the caller's transaction, which is of the sign-in context and goes on as the person. Throws
 * `invitation-unusable` or `quota-exceeded`, and nothing of the transaction stays then. Whoever calls this for a person
 * who typed a code limits their attempts; here a wrong one counts against every open code.
 */
export async function claimInvitation(deps: SpaceDeps, { tx, ...claim }: Claim & { tx: Tx }): Promise<SpaceId> {
  const { kind, sha256 } = readSecret(claim.code)
  await lockInvitation(tx, sha256)
  const found = await findInvitation(tx, { sha256, userId: claim.userId })
  const holds = found !== undefined && (found.is_member || (isOpen(found, deps.clock.now()) && !found.was_used))
  if (!holds) {
    // In a transaction of its own: this one is undone.
    if (kind === 'code') await deps.database.write(SIGN_IN, (own) => countWrongCode(own, deps.clock.now()))
    throw invitationUnusable({})
  }
  if (found.is_member) await goOnAs(tx, claim.userId)
  else await join(deps, { tx, ...claim, invitation: found })
  return found.space_id
}

type Joining = Claim & { tx: Tx; invitation: HeldInvitation }

async function join(deps: SpaceDeps, joining: Joining): Promise<void> {
  const { tx, userId, invitation } = joining
  const { space_id: spaceId, role } = invitation
  await deps.requireRoomForMember({ tx, spaceId })
  await tx.insertInto('members').values({ space_id: spaceId, user_id: userId, role }).execute()
  await goOnAs(tx, userId)
  await countUse(tx, { id: invitation.id, spaceId, userId })
  const address = joining.address ?? ''
  await deps.tellMembersUsed({ tx, spaceId })
  await tellMembers(deps, { tx, spaceId, change: 'joined', userId, role, actorId: userId, address })
}
