import type { SpaceId, UserId } from '@kinfolio/contracts'
import { type Database, SWEEP } from '../../kernel/database/index.ts'

/** The owner of this server, who is the first person there was, and their personal space; undefined before set-up. */
export async function findOwner(
  { database }: { database: Database },
  _input: object = {},
): Promise<{ userId: UserId; spaceId: SpaceId } | undefined> {
  const row = await database.read(SWEEP, async (db) =>
    db
      .selectFrom('members')
      .innerJoin('spaces', 'spaces.id', 'members.space_id')
      .select(['members.user_id', 'members.space_id'])
      .where('spaces.kind', '=', 'personal')
      .where('members.role', '=', 'owner')
      // Ids are made in order of time.
      .orderBy('spaces.id')
      .executeTakeFirst(),
  )
  return row && { userId: row.user_id, spaceId: row.space_id }
}
