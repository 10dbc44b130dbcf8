import type { UserId } from '@kinfolio/contracts'
import type { Db } from '../../kernel/database/index.ts'

/** What notices know of a person, for them to take away. */
export async function exportNotices(db: Db, userId: UserId): Promise<Record<string, unknown>> {
  const notices = await db
    .selectFrom('notices')
    .select(['kind', 'params', 'space_id', 'created_at', 'read_at'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
  const mails = await db
    .selectFrom('mails')
    .select(['kind', 'state', 'created_at', 'sent_at'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
  const preferences = await db
    .selectFrom('notice_preferences')
    .select(['topic', 'by_mail'])
    .where('user_id', '=', userId)
    .execute()
  return { 'notices.json': { notices, mails, preferences } }
}
