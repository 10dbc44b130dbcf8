import type { SpaceId, UserId } from '@kinfolio/contracts'
import { type Database, SWEEP } from '../database/index.ts'
import { MEMBERS_CACHED_MS } from './limits.ts'

/** Who is in a space, as of a few seconds ago: for what passes and is not kept, never for content. */
export function createMembers(database: Database): (spaceId: SpaceId) => Promise<readonly UserId[]> {
  const known = new Map<SpaceId, { at: number; userIds: Promise<readonly UserId[]> }>()
  return async (spaceId) => {
    const cached = known.get(spaceId)
    if (cached !== undefined && Date.now() - cached.at < MEMBERS_CACHED_MS) return cached.userIds
    for (const [id, { at }] of known) if (Date.now() - at >= MEMBERS_CACHED_MS) known.delete(id)
    const userIds = readMembers(database, spaceId)
    known.set(spaceId, { at: Date.now(), userIds })
    return userIds
  }
}

async function readMembers(database: Database, spaceId: SpaceId): Promise<readonly UserId[]> {
  const rows = await database.read(SWEEP, async (db) =>
    db.selectFrom('members').select('user_id').where('space_id', '=', spaceId).execute(),
  )
  return rows.map(({ user_id }) => user_id)
}
