import type { MemberRole, Space, SpaceId, User, UserId } from '@kinfolio/contracts'
import { spaceId } from '@kinfolio/contracts'
import type { Db, Tx } from '../../kernel/database/index.ts'
import type { Person } from '../../kernel/http/index.ts'
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

/**
 * The person's role in the space, or in their personal one without an id; undefined when they are no member or their
 * session is over. One question, since every request asks it.
 */
export async function findMembership(
  db: Db,
  at: Person & { spaceId: SpaceId | undefined; now: Date },
): Promise<{ space_id: SpaceId; role: MemberRole } | undefined> {
  const mine = db
    .selectFrom('members')
    .innerJoin('sessions', 'sessions.user_id', 'members.user_id')
    .select(['members.space_id', 'members.role'])
    .where('members.user_id', '=', at.userId)
    .where('sessions.id', '=', at.sessionId)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', at.now)
  if (at.spaceId !== undefined) return mine.where('members.space_id', '=', at.spaceId).executeTakeFirst()
  const personal = db.selectFrom('spaces').select('id').where('kind', '=', 'personal')
  return mine.where('members.role', '=', 'owner').where('members.space_id', 'in', personal).executeTakeFirst()
}

/** In the sign-in context, beside the person it belongs to. */
export async function insertPersonalSpace(tx: Tx, owner: User): Promise<SpaceId> {
  const id = newId(spaceId)
  await tx.insertInto('spaces').values({ id, kind: 'personal', name: owner.name }).execute()
  await tx.insertInto('members').values({ space_id: id, user_id: owner.id, role: 'owner' }).execute()
  return id
}
