import type { ApprovalId, SessionId, UserId } from '@kinfolio/contracts'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type ApprovalRow = Selectable<DB['sign_in_approvals']>
export type Outcome = 'approved' | 'denied' | 'cancelled'

/** Whose row is locked, so that of two requests at once the second counts the first. */
export async function lockAsker(tx: Tx, userId: UserId): Promise<void> {
  await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute()
}

/** When prompts were shown to this person since then, oldest first. */
export async function listPromptTimes(db: Db, at: { userId: UserId; since: Date }): Promise<Date[]> {
  const rows = await db
    .selectFrom('sign_in_approvals')
    .select('created_at')
    .where('user_id', '=', at.userId)
    .where('created_at', '>', at.since)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => row.created_at)
}

export async function insertApproval(tx: Tx, row: Insertable<DB['sign_in_approvals']>): Promise<void> {
  await tx.insertInto('sign_in_approvals').values(row).execute()
}

export async function findApproval(db: Db, id: ApprovalId): Promise<ApprovalRow | undefined> {
  return db.selectFrom('sign_in_approvals').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lockApproval(tx: Tx, id: ApprovalId): Promise<ApprovalRow | undefined> {
  return tx.selectFrom('sign_in_approvals').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function listOpenApprovals(db: Db, at: { userId: UserId; now: Date }): Promise<ApprovalRow[]> {
  return db
    .selectFrom('sign_in_approvals')
    .selectAll()
    .where('user_id', '=', at.userId)
    .where('outcome', 'is', null)
    .where('expires_at', '>', at.now)
    .orderBy('created_at')
    .execute()
}

export async function settleApprovalRow(
  tx: Tx,
  at: { id: ApprovalId; outcome: Outcome; now: Date; bySession: SessionId | null },
): Promise<void> {
  const settled = { outcome: at.outcome, settled_at: at.now, settled_by_session: at.bySession }
  await tx.updateTable('sign_in_approvals').set(settled).where('id', '=', at.id).execute()
}

export async function countWrongNumber(tx: Tx, id: ApprovalId): Promise<number> {
  const { wrong_numbers } = await tx
    .updateTable('sign_in_approvals')
    .set({ wrong_numbers: sql`wrong_numbers + 1` })
    .where('id', '=', id)
    .returning('wrong_numbers')
    .executeTakeFirstOrThrow()
  return wrong_numbers
}

export async function removeOldApprovals(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('sign_in_approvals').where('created_at', '<', before).execute()
}

/** Whether somewhere a session could approve: one with a device key, or any one where the person has a passkey. */
export async function canBeAsked(db: Db, at: { userId: UserId; now: Date }): Promise<boolean> {
  const found = await db
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', at.userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .where((where) =>
      where.or([
        where.exists(
          where
            .selectFrom('device_keys')
            .select('device_keys.id')
            .whereRef('device_keys.session_id', '=', 'sessions.id')
            .where('revoked_at', 'is', null),
        ),
        where.exists(where.selectFrom('passkeys').select('passkeys.id').where('passkeys.user_id', '=', at.userId)),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export async function asksWhenNew(db: Db, userId: UserId): Promise<boolean> {
  const row = await db.selectFrom('users').select('asks_another_device').where('id', '=', userId).executeTakeFirst()
  return row?.asks_another_device === true
}

export async function setAsksWhenNew(tx: Tx, at: { userId: UserId; asks: boolean }): Promise<void> {
  await tx.updateTable('users').set({ asks_another_device: at.asks }).where('id', '=', at.userId).execute()
}

/** Where this person's sessions of the last weeks were, ended ones as well. */
export async function listPlaces(db: Db, userId: UserId): Promise<{ address: string; user_agent: string }[]> {
  return db.selectFrom('sessions').select(['address', 'user_agent']).distinct().where('user_id', '=', userId).execute()
}
