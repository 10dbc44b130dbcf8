import type { MemberRole, Space, SpaceId, User, UserId } from '@kinfolio/contracts'
import { spaceId } from '@kinfolio/contracts'
import type { Db, Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'

/** The spaces of the person, the personal one first. */
export async function listSpaces(db: Db, userId: UserId): Promise<Space[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('spaces', 'spaces.id', 'members.space_id')
    .select(['spaces.id', 'spaces.kind', 'spaces.name', 'members.role'])
    .where('members.user_id', '=', userId)
    .orderBy('spaces.kind', 'desc')
    .orderBy('spaces.name')
    .execute()
  return rows.map((row) => ({ ...row, kind: row.kind === 'family' ? 'family' : 'personal' }))
}

/** The person's role in the space, or in their personal one without an id. */
export async function findMembership(
  db: Db,
  at: { userId: UserId; spaceId: SpaceId | undefined },
): Promise<{ space_id: SpaceId; role: MemberRole } | undefined> {
  const mine = db.selectFrom('members').select(['space_id', 'role']).where('user_id', '=', at.userId)
  if (at.spaceId !== undefined) return mine.where('space_id', '=', at.spaceId).executeTakeFirst()
  const personal = db.selectFrom('spaces').select('id').where('kind', '=', 'personal')
  return mine.where('role', '=', 'owner').where('space_id', 'in', personal).executeTakeFirst()
}

/** In the sign-in context, beside the person it belongs to. */
export async function insertPersonalSpace(tx: Tx, owner: User): Promise<SpaceId> {
  const id = newId(spaceId)
  await tx.insertInto('spaces').values({ id, kind: 'personal', name: owner.name }).execute()
  await tx.insertInto('members').values({ space_id: id, user_id: owner.id, role: 'owner' }).execute()
  return id
}
