import type { SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'

export type OwnedSpace = { id: SpaceId; name: string; kind: string; has_other_owner: boolean; has_others: boolean }

/** The spaces that a person owns, and who else is in them. In the person's own context, or the sweep's. */
export async function listOwnedSpaces(db: Db, userId: UserId): Promise<OwnedSpace[]> {
  const { rows } = await sql<OwnedSpace>`
    select s.id, s.name, s.kind,
           exists (select from members o where o.space_id = s.id and o.user_id <> m.user_id and o.role = 'owner')
             as has_other_owner,
           exists (select from members o where o.space_id = s.id and o.user_id <> m.user_id) as has_others
      from members m join spaces s on s.id = m.space_id
     where m.user_id = ${userId} and m.role = 'owner' order by s.name, s.id`.execute(db)
  return rows
}

export async function memberIds(db: Db, spaceId: SpaceId): Promise<UserId[]> {
  const rows = await db.selectFrom('members').select('user_id').where('space_id', '=', spaceId).execute()
  return rows.map(({ user_id }) => user_id)
}

export async function findSpace(db: Db, id: SpaceId): Promise<{ name: string; kind: string } | undefined> {
  return db.selectFrom('spaces').select(['name', 'kind']).where('id', '=', id).executeTakeFirst()
}

/** The last thing of its transaction that can see the space. */
export async function hideSpace(tx: Tx, at: { spaceId: SpaceId; userId: UserId; deletesAt: Date }): Promise<void> {
  const row = { space_id: at.spaceId, asked_by: at.userId, deletes_at: at.deletesAt }
  await tx.insertInto('space_deletions').values(row).execute()
}

/** In the sweep's context: due at once, whatever was asked for before. */
export async function hideSpaceNow(tx: Tx, { spaceId, now }: { spaceId: SpaceId; now: Date }): Promise<void> {
  await tx
    .insertInto('space_deletions')
    .values({ space_id: spaceId, deletes_at: now })
    .onConflict((conflict) => conflict.column('space_id').doUpdateSet({ deletes_at: now }))
    .execute()
}

/** Answers whether there was one of the person's own to bring back, and time to do it. */
export async function showSpace(tx: Tx, at: { spaceId: SpaceId; now: Date }): Promise<boolean> {
  const shown = await tx
    .deleteFrom('space_deletions')
    .where('space_id', '=', at.spaceId)
    .where('deletes_at', '>', at.now)
    .returning('space_id')
    .executeTakeFirst()
  return shown !== undefined
}

export async function listHiddenSpaces(db: Db): Promise<{ id: SpaceId; name: string; deletes_at: Date }[]> {
  const { rows } = await sql<{ id: SpaceId; name: string; deletes_at: Date }>`
    select * from my_deleted_spaces() order by deletes_at, id`.execute(db)
  return rows
}

/** In the sweep's context. */
export async function listDueSpaces(db: Db, now: Date): Promise<SpaceId[]> {
  const rows = await db.selectFrom('space_deletions').select('space_id').where('deletes_at', '<=', now).execute()
  return rows.map(({ space_id }) => space_id)
}

/** In the sweep's context, after everything large is gone: the rest of what names the space goes with it. */
export async function eraseSpaceRow(tx: Tx, id: SpaceId): Promise<void> {
  await sql`select dequeue_jobs(array(select id from jobs where space_id = ${id}))`.execute(tx)
  // People's logs name the space without referring to it.
  await sql`delete from user_events where space_id = ${id} or ids ->> 'space_id' = ${id}::text`.execute(tx)
  await tx.deleteFrom('spaces').where('id', '=', id).execute()
}

/** In the sweep's context: the longest of the highest role owns the space from now on. Answers who. */
export async function inheritSpace(tx: Tx, at: { spaceId: SpaceId; from: UserId }): Promise<UserId | undefined> {
  const { rows } = await sql<{ user_id: UserId }>`
    update members set role = 'owner' where space_id = ${at.spaceId} and user_id = (
      select user_id from members where space_id = ${at.spaceId} and user_id <> ${at.from}
       order by array_position(array['owner', 'admin', 'member', 'view_only'], role), joined_at, user_id limit 1)
    returning user_id`.execute(tx)
  return rows[0]?.user_id
}
