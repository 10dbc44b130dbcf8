import type { JobId, MailId, MailKind, MailTopic, SpaceId, UserId } from '@kinfolio/contracts'
import { sql, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type MailRow = Selectable<DB['mails']>

export type NewMail = {
  id: MailId
  userId: UserId | undefined
  spaceId: SpaceId | undefined
  address: string | undefined
  kind: MailKind
  params: object
  eventKey: string
  expiresAt: Date
}

/** Answers those that are new: a job that runs twice sends once. */
export async function insertMails(tx: Tx, mails: readonly NewMail[]): Promise<MailRow[]> {
  if (mails.length === 0) return []
  return tx
    .insertInto('mails')
    .values(
      mails.map(({ id, kind, ...mail }) => ({
        id,
        user_id: mail.userId ?? null,
        space_id: mail.spaceId ?? null,
        address: mail.address ?? null,
        kind,
        params: JSON.stringify(mail.params),
        event_key: mail.eventKey,
        expires_at: mail.expiresAt,
      })),
    )
    .onConflict((conflict) => conflict.columns(['user_id', 'event_key']).doNothing())
    .returningAll()
    .execute()
}

export async function listUnwanted(
  db: Db,
  { userIds, topic }: { userIds: readonly UserId[]; topic: MailTopic },
): Promise<Set<UserId>> {
  const rows = await db
    .selectFrom('notice_preferences')
    .select('user_id')
    .where('user_id', 'in', [...userIds])
    .where('topic', '=', topic)
    .where('by_mail', '=', false)
    .execute()
  return new Set(rows.map(({ user_id }) => user_id))
}

export async function findMail(db: Db, id: MailId): Promise<MailRow | undefined> {
  return db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function setMailJob(tx: Tx, at: { mailId: MailId; jobId: JobId | null }): Promise<void> {
  await tx.updateTable('mails').set({ job_id: at.jobId }).where('id', '=', at.mailId).execute()
}

/** A try that failed, while there will be more. */
export async function countAttempt(tx: Tx, at: { mailId: MailId; error: string }): Promise<void> {
  await tx
    .updateTable('mails')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), error: at.error }))
    .where('id', '=', at.mailId)
    .where('state', '=', 'waiting')
    .execute()
}

export async function markSent(tx: Tx, mailId: MailId): Promise<void> {
  await tx
    .updateTable('mails')
    .set((eb) => ({ state: 'sent', attempts: eb('attempts', '+', 1), error: null, sent_at: sql<Date>`now()` }))
    .where('id', '=', mailId)
    .where('state', '=', 'waiting')
    .execute()
}

export async function markFailed(tx: Tx, at: { mailId: MailId; error: string }): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ state: 'failed', error: at.error })
    .where('id', '=', at.mailId)
    .where('state', '=', 'waiting')
    .execute()
}

/** A mail that failed waits once more, as if it were new; undefined when it is none that failed. */
export async function reopenMail(
  tx: Tx,
  at: { mailId: MailId; expiresAt: (kind: string) => Date },
): Promise<MailRow | undefined> {
  const mail = await findMail(tx, at.mailId)
  if (mail?.state !== 'failed') return undefined
  return tx
    .updateTable('mails')
    .set({ state: 'waiting', attempts: 0, error: null, job_id: null, expires_at: at.expiresAt(mail.kind) })
    .where('id', '=', at.mailId)
    .returningAll()
    .executeTakeFirst()
}
