import { lastOwner, memberNotFound, notAllowed, type SpaceId, spaceIsPersonal, type UserId } from '@kinfolio/contracts'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { revokeInvitationsOf } from '../invitations/invitation.queries.ts'
import { lockSpace } from '../lock-space.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { isLastOwner, mayTouch } from './member-rules.ts'
import { deleteMember } from './member.queries.ts'
import { tellMembers } from './tell-members.ts'

export type Removal = { actor: Actor; userId: UserId; address: string }

/** What they brought stays in the space, and what they had invited to is closed. Removing oneself is leaving. */
export async function removeMember(deps: SpaceDeps, input: Removal): Promise<void> {
  const { actor, userId } = input
  requirePermission(actor, 'remove people')
  if (userId === actor.userId) return leaveSpace(deps, input)
  await deps.database.write(asSpace(actor), async (tx) => {
    const space = await lockSpace(tx, actor)
    requirePermission({ role: space.myRole }, 'remove people')
    const theirs = space.roles.get(userId)
    if (theirs === undefined) throw memberNotFound({ user_id: userId })
    if (!mayTouch(space.myRole, theirs)) throw notAllowed({ action: 'remove people' })
    if (isLastOwner(space.roles, userId)) throw lastOwner({ user_id: userId })
    await takeOut(deps, { tx, ...input, spaceId: space.id, change: 'removed' })
  })
}

export async function leaveSpace(deps: SpaceDeps, input: Omit<Removal, 'userId'>): Promise<void> {
  const { actor } = input
  requirePermission(actor, 'leave the space')
  await deps.database.write(asSpace(actor), async (tx) => {
    const space = await lockSpace(tx, actor)
    if (space.kind === 'personal') throw spaceIsPersonal({ space_id: space.id })
    if (isLastOwner(space.roles, actor.userId)) throw lastOwner({ user_id: actor.userId })
    await takeOut(deps, { tx, ...input, userId: actor.userId, spaceId: space.id, change: 'left' })
  })
}

type Out = Removal & { tx: Tx; spaceId: SpaceId; change: 'left' | 'removed' }

async function takeOut(deps: SpaceDeps, { tx, actor, userId, spaceId, change, address }: Out): Promise<void> {
  await revokeInvitationsOf(tx, { spaceId, userId, now: deps.clock.now() })
  await deleteMember(tx, { spaceId, userId })
  await tellMembers(deps, { tx, spaceId, change, userId, role: null, actorId: actor.userId, address })
}

/** Who leaves sees nothing of the space from then on, and those who stay still have to be told in the same transaction. */
function asSpace({ spaceId, userId }: Actor): Context {
  return { kind: 'job', spaceId, onBehalfOf: userId }
}
