import type { MemberRole, UserId } from '@kinfolio/contracts'

type Roles = ReadonlyMap<UserId, MemberRole>

/** Owners are changed and removed by owners alone; the matrix says who may change and remove anybody at all. */
export function mayTouch(mine: MemberRole, theirs: MemberRole): boolean {
  return theirs !== 'owner' || mine === 'owner'
}

/** Whether the space would be without an owner if this one were none any more. */
export function isLastOwner(roles: Roles, userId: UserId): boolean {
  const owners = [...roles].filter(([, role]) => role === 'owner').map(([id]) => id)
  return owners.length === 1 && owners[0] === userId
}
