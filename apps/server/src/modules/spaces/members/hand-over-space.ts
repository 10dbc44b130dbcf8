import { type Member, memberNotFound, type UserId } from '@kinfolio/contracts'
import type { Context } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { lockSpace } from '../lock-space.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { listMembers, updateRole } from './member.queries.ts'
import { tellMembers } from './tell-members.ts'

export type HandingOver = {
  actor: Actor
  context: Context
  userId: UserId
  /** Whether both are owners from now on; otherwise the giver becomes an admin. */
  staysOwner: boolean
  address: string
}

/** Makes a member an owner. Handing over to oneself changes nothing. */
export async function handOverSpace(deps: SpaceDeps, input: HandingOver): Promise<Member[]> {
  const { actor, userId, address } = input
  requirePermission(actor, 'hand over the space')
  return deps.database.write(input.context, async (tx) => {
    const space = await lockSpace(tx, actor)
    requirePermission({ role: space.myRole }, 'hand over the space')
    if (!space.roles.has(userId)) throw memberNotFound({ user_id: userId })
    const { id: spaceId } = space
    if (userId !== actor.userId) {
      const by = { tx, spaceId, actorId: actor.userId, address }
      await updateRole(tx, { spaceId, userId, role: 'owner' })
      if (!input.staysOwner) await updateRole(tx, { spaceId, userId: actor.userId, role: 'admin' })
      await tellMembers(deps, { ...by, change: 'handed-over', userId, role: 'owner' })
    }
    return listMembers(tx, spaceId)
  })
}
