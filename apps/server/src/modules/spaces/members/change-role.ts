import { lastOwner, type Member, memberNotFound, notAllowed, type UserId } from '@kinfolio/contracts'
import type { InvitedRole } from '@kinfolio/contracts'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { revokeInvitationsOf } from '../invitations/invitation.queries.ts'
import { lockSpace } from '../lock-space.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { isLastOwner, mayTouch } from './member-rules.ts'
import { listMembers, updateRole } from './member.queries.ts'
import { tellMembers } from './tell-members.ts'

export type NewRole = { actor: Actor; context: Context; userId: UserId; role: InvitedRole; address: string }

/** Up to admin; who becomes an owner is decided by handing over. Saying again what is so changes nothing. */
export async function changeMemberRole(deps: SpaceDeps, input: NewRole): Promise<Member> {
  const { actor, userId, role } = input
  requirePermission(actor, 'change roles')
  return deps.database.write(input.context, async (tx) => {
    const space = await lockSpace(tx, actor)
    requirePermission({ role: space.myRole }, 'change roles')
    const before = space.roles.get(userId)
    if (before === undefined) throw memberNotFound({ user_id: userId })
    if (!mayTouch(space.myRole, before)) throw notAllowed({ action: 'change roles' })
    if (isLastOwner(space.roles, userId)) throw lastOwner({ user_id: userId })
    if (before !== role) await changeRole(deps, { tx, ...input })
    return memberIn(tx, { spaceId: space.id, userId })
  })
}

async function changeRole(deps: SpaceDeps, { tx, actor, userId, role, address }: NewRole & { tx: Tx }): Promise<void> {
  const { spaceId } = actor
  await updateRole(tx, { spaceId, userId, role })
  // Who may invite no more has no invitations out.
  if (role !== 'admin') await revokeInvitationsOf(tx, { spaceId, userId, now: deps.clock.now() })
  await tellMembers(deps, { tx, spaceId, change: 'role-changed', userId, role, actorId: actor.userId, address })
}

async function memberIn(tx: Tx, at: { spaceId: Actor['spaceId']; userId: UserId }): Promise<Member> {
  const found = (await listMembers(tx, at.spaceId)).find(({ user_id }) => user_id === at.userId)
  if (found === undefined) throw memberNotFound({ user_id: at.userId })
  return found
}
