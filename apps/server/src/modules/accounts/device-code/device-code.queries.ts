import type { UserId } from '@kinfolio/contracts'
import type { Insertable, Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

// In the sign-in context: a device belongs to nobody until somebody answers it, and then it is that person's.

export type DeviceCodeRow = Selectable<DB['device_codes']>

/** False when another device waits with the same short code. */
export async function insertDeviceCode(tx: Tx, row: Insertable<DB['device_codes']>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('device_codes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Locked, so that two questions of one device come one after the other. */
export async function lockByDeviceCode(tx: Tx, sha256: Buffer): Promise<DeviceCodeRow | undefined> {
  return tx
    .selectFrom('device_codes')
    .selectAll()
    .where('device_code_sha256', '=', sha256)
    .forUpdate()
    .executeTakeFirst()
}

export async function findWhoAnswered(db: Db, sha256: Buffer): Promise<UserId | undefined> {
  const row = await db
    .selectFrom('device_codes')
    .select('user_id')
    .where('device_code_sha256', '=', sha256)
    .executeTakeFirst()
  return row?.user_id ?? undefined
}

/** What waits with this short code and was not answered yet. */
export async function findWaiting(db: Db, at: { sha256: Buffer; now: Date }): Promise<DeviceCodeRow | undefined> {
  return db
    .selectFrom('device_codes')
    .selectAll()
    .where('user_code_sha256', '=', at.sha256)
    .where('outcome', 'is', null)
    .where('expires_at', '>', at.now)
    .executeTakeFirst()
}

/** False when somebody else was faster. */
export async function settleDeviceCode(
  tx: Tx,
  at: { id: string; userId: UserId; outcome: 'allowed' | 'denied' },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('device_codes')
    .set({ outcome: at.outcome, user_id: at.userId })
    .where('id', '=', at.id)
    .where('outcome', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export async function noteAsked(tx: Tx, at: { id: string; now: Date; intervalS: number }): Promise<void> {
  const asked = { last_asked_at: at.now, interval_s: at.intervalS }
  await tx.updateTable('device_codes').set(asked).where('id', '=', at.id).execute()
}

export async function markUsed(tx: Tx, at: { id: string; now: Date }): Promise<void> {
  await tx.updateTable('device_codes').set({ used_at: at.now }).where('id', '=', at.id).execute()
}

export async function removeExpiredCodes(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('device_codes').where('expires_at', '<', now).execute()
}
