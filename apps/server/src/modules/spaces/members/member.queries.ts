import type { Member, MemberRole, SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'

type MemberRow = { user_id: UserId; name: string; email: string; role: MemberRole; joined_at: Date }

/** Who is in the space, owners first, then by name; empty for whoever is not in it. */
export async function listMembers(db: Db, spaceId: SpaceId): Promise<Member[]> {
  const { rows } = await sql<MemberRow>`
    select user_id, name, email, role, joined_at from members_of(${spaceId}::uuid)
      order by array_position(array['owner', 'admin', 'member', 'view_only'], role), lower(name), user_id`.execute(db)
  return rows.map((row) => ({ ...row, joined_at: row.joined_at.toISOString() }))
}

export async function updateRole(tx: Tx, at: { spaceId: SpaceId; userId: UserId; role: MemberRole }): Promise<void> {
  const { spaceId, userId, role } = at
  await tx.updateTable('members').set({ role }).where('space_id', '=', spaceId).where('user_id', '=', userId).execute()
}

export async function deleteMember(tx: Tx, at: { spaceId: SpaceId; userId: UserId }): Promise<void> {
  await tx.deleteFrom('members').where('space_id', '=', at.spaceId).where('user_id', '=', at.userId).execute()
}
