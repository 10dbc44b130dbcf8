import { type MemberRole, notFound, type SpaceId, type UserId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { Actor } from '../../kernel/http/index.ts'

export type LockedSpace = {
  id: SpaceId
  kind: 'personal' | 'family'
  name: string
  /** The role of whoever acts, as it is now: it may have changed since the request was let in. */
  myRole: MemberRole
  roles: ReadonlyMap<UserId, MemberRole>
}

/**
 * The space and everybody's role, locked until the transaction ends. Whatever changes who is in a space, and as what,
 * takes this lock first: of two owners who demote each other at once, the second finds it done.
 */
export async function lockSpace(tx: Tx, actor: Pick<Actor, 'userId' | 'spaceId'>): Promise<LockedSpace> {
  const space = await tx
    .selectFrom('spaces')
    .select(['id', 'kind', 'name'])
    .where('id', '=', actor.spaceId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  const members = await tx
    .selectFrom('members')
    .select(['user_id', 'role'])
    .where('space_id', '=', actor.spaceId)
    .execute()
  const roles = new Map(members.map(({ user_id, role }) => [user_id, role]))
  const myRole = roles.get(actor.userId)
  if (space === undefined || myRole === undefined) throw notFound({ what: 'space' })
  return { id: space.id, kind: space.kind === 'family' ? 'family' : 'personal', name: space.name, myRole, roles }
}
