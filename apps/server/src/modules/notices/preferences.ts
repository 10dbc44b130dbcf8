import type { MailTopic, NoticePreferences, UserId } from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import { ALL_TOPICS } from './notice-rules.ts'

type Deps = { database: Database }
type Reader = { context: Context; userId: UserId }

/** Every topic is wanted until somebody says otherwise. */
export async function getPreferences({ database }: Deps, input: Reader): Promise<NoticePreferences> {
  const rows = await database.read(input.context, async (db) =>
    db.selectFrom('notice_preferences').select(['topic', 'by_mail']).where('user_id', '=', input.userId).execute(),
  )
  const chosen = new Map(rows.map(({ topic, by_mail }) => [topic, by_mail]))
  const isWanted = (topic: MailTopic): boolean => chosen.get(topic) ?? true
  return {
    mail: { members: isWanted('members'), quotas: isWanted('quotas'), webhooks: isWanted('webhooks') },
  }
}

export async function putPreferences(
  { database }: Deps,
  input: Reader & { preferences: NoticePreferences },
): Promise<NoticePreferences> {
  const { userId, preferences } = input
  const rows = ALL_TOPICS.map((topic) => ({ user_id: userId, topic, by_mail: preferences.mail[topic] }))
  await database.write(input.context, async (tx) =>
    tx
      .insertInto('notice_preferences')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'topic']).doUpdateSet((eb) => ({ by_mail: eb.ref('excluded.by_mail') })),
      )
      .execute(),
  )
  return preferences
}
