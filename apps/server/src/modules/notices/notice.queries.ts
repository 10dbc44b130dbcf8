import type { NoticeId, NoticeKind, SpaceId, UserId } from '@kinfolio/contracts'
import { sql, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'

export type NoticeRow = Omit<Selectable<DB['notices']>, 'event_key'>

export type NewNotice = {
  id: NoticeId
  userId: UserId
  spaceId: SpaceId | undefined
  kind: NoticeKind
  params: object
  eventKey: string
}

/** Answers those that are new: who was told of the event before is left out. */
export async function insertNotices(
  tx: Tx,
  notices: readonly NewNotice[],
): Promise<{ id: NoticeId; user_id: UserId }[]> {
  return tx
    .insertInto('notices')
    .values(
      notices.map(({ id, userId, spaceId, kind, params, eventKey }) => ({
        id,
        user_id: userId,
        space_id: spaceId ?? null,
        kind,
        params: JSON.stringify(params),
        event_key: eventKey,
      })),
    )
    .onConflict((conflict) => conflict.columns(['user_id', 'event_key']).doNothing())
    .returning(['id', 'user_id'])
    .execute()
}

type Which = { userId: UserId; before: NoticeId | undefined; isUnreadOnly: boolean; limit: number }

export async function listNoticeRows(db: Db, which: Which): Promise<NoticeRow[]> {
  let query = db
    .selectFrom('notices')
    .select(['id', 'user_id', 'space_id', 'kind', 'params', 'created_at', 'read_at'])
    .where('user_id', '=', which.userId)
  if (which.before !== undefined) query = query.where('id', '<', which.before)
  if (which.isUnreadOnly) query = query.where('read_at', 'is', null)
  return query.orderBy('id', 'desc').limit(which.limit).execute()
}

export async function countUnread(db: Db, userId: UserId): Promise<number> {
  const { count } = await db
    .selectFrom('notices')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Answers how many became read. */
export async function markRead(tx: Tx, at: { userId: UserId; ids: readonly NoticeId[] | undefined }): Promise<number> {
  let query = tx
    .updateTable('notices')
    .set({ read_at: sql<Date>`now()` })
    .where('user_id', '=', at.userId)
    .where('read_at', 'is', null)
  if (at.ids !== undefined) query = query.where('id', 'in', [...at.ids])
  const { numUpdatedRows } = await query.executeTakeFirst()
  return Number(numUpdatedRows)
}

/** The names of those among them with whom the person shares a space. */
export async function namesOf(db: Db, userIds: readonly UserId[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const { rows } = await sql<{ user_id: string; name: string }>`
    select user_id, name from names_of_people(${[...userIds]}::uuid[])`.execute(db)
  return new Map(rows.map(({ user_id, name }) => [user_id, name]))
}
