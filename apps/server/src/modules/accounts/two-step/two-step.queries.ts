import type { UserId } from '@kinfolio/contracts'
import type { Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type TotpRow = Selectable<DB['totp_secrets']>

export async function findTotp(db: Db, userId: UserId): Promise<TotpRow | undefined> {
  return db.selectFrom('totp_secrets').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

/** Locked, so that of two codes at once the second finds the step of the first. */
export async function lockTotp(tx: Tx, userId: UserId): Promise<TotpRow | undefined> {
  return tx.selectFrom('totp_secrets').selectAll().where('user_id', '=', userId).forUpdate().executeTakeFirst()
}

/** Takes the place of a secret that was never confirmed; false when there is one that is in use. */
export async function putTotp(tx: Tx, row: { user_id: UserId; secret: Buffer; created_at: Date }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('totp_secrets')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ secret: row.secret, created_at: row.created_at, last_step: null })
        .where('totp_secrets.confirmed_at', 'is', null),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function takeStep(tx: Tx, at: { userId: UserId; step: number }): Promise<void> {
  const taken = { last_step: String(at.step) }
  await tx.updateTable('totp_secrets').set(taken).where('user_id', '=', at.userId).execute()
}

export async function confirmTotpRow(tx: Tx, at: { userId: UserId; now: Date }): Promise<void> {
  await tx.updateTable('totp_secrets').set({ confirmed_at: at.now }).where('user_id', '=', at.userId).execute()
}

/** Whether there was one that was in use. */
export async function deleteTotp(tx: Tx, userId: UserId): Promise<boolean> {
  const gone = await tx
    .deleteFrom('totp_secrets')
    .where('user_id', '=', userId)
    .returning('confirmed_at')
    .executeTakeFirst()
  return gone !== undefined && gone.confirmed_at !== null
}

export async function replaceRecoveryCodes(tx: Tx, at: { userId: UserId; hashes: readonly Buffer[] }): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', at.userId).execute()
  if (at.hashes.length === 0) return
  const rows = at.hashes.map((code_sha256) => ({ user_id: at.userId, code_sha256 }))
  await tx.insertInto('recovery_codes').values(rows).execute()
}

/** Whether the code was there and unused; of two uses at once one finds it. */
export async function useUpRecoveryCode(tx: Tx, at: { userId: UserId; sha256: Buffer; now: Date }): Promise<boolean> {
  const used = await tx
    .updateTable('recovery_codes')
    .set({ used_at: at.now })
    .where('user_id', '=', at.userId)
    .where('code_sha256', '=', at.sha256)
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst()
  return used !== undefined
}

export async function countRecoveryCodes(db: Db, userId: UserId): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<string>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}
