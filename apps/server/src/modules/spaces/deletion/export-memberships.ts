import type { UserId } from '@kinfolio/contracts'
import type { Db } from '../../../kernel/database/index.ts'

/** What spaces know of a person, for them to take away. */
export async function exportMemberships(db: Db, userId: UserId): Promise<Record<string, unknown>> {
  const memberships = await db
    .selectFrom('members')
    .innerJoin('spaces', 'spaces.id', 'members.space_id')
    .select(['spaces.id', 'spaces.kind', 'spaces.name', 'members.role', 'members.joined_at'])
    .where('members.user_id', '=', userId)
    .orderBy('members.joined_at')
    .execute()
  return { 'memberships.json': memberships }
}
