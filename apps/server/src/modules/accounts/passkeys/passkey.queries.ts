import { type PasskeyId, passkeyId, type UserId } from '@kinfolio/contracts'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type PasskeyRow = Omit<Selectable<DB['passkeys']>, 'id'> & { id: PasskeyId }

/** In the sign-in context: whose passkey it is. */
export async function findPasskeyOwner(db: Db, credentialId: string): Promise<UserId | undefined> {
  const { rows } = await sql<{ user_id: UserId | null }>`select sign_in_passkey(${credentialId}) as user_id`.execute(db)
  return rows[0]?.user_id ?? undefined
}

export async function insertPasskey(tx: Tx, row: Insertable<DB['passkeys']>): Promise<void> {
  await tx.insertInto('passkeys').values(row).execute()
}

export async function listPasskeyRows(db: Db, userId: UserId): Promise<PasskeyRow[]> {
  const rows = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(branded)
}

export async function hasPasskey(db: Db, userId: UserId): Promise<boolean> {
  const found = await db.selectFrom('passkeys').select('id').where('user_id', '=', userId).limit(1).executeTakeFirst()
  return found !== undefined
}

/** The row, locked, so that what counts its uses sees each of them. */
export async function lockPasskey(
  tx: Tx,
  at: { credentialId: string } | { passkeyId: PasskeyId },
): Promise<PasskeyRow | undefined> {
  const found = tx.selectFrom('passkeys').selectAll().forUpdate()
  const row = await (
    'passkeyId' in at ? found.where('id', '=', at.passkeyId) : found.where('credential_id', '=', at.credentialId)
  ).executeTakeFirst()
  return row && branded(row)
}

export async function recordPasskeyUse(
  tx: Tx,
  at: { id: PasskeyId; counter: number; isSynced: boolean; now: Date },
): Promise<void> {
  const used = { counter: at.counter, is_synced: at.isSynced, last_used_at: at.now }
  await tx.updateTable('passkeys').set(used).where('id', '=', at.id).execute()
}

export async function renamePasskeyRow(tx: Tx, at: { id: PasskeyId; name: string }): Promise<PasskeyRow | undefined> {
  const row = await tx
    .updateTable('passkeys')
    .set({ name: at.name })
    .where('id', '=', at.id)
    .returningAll()
    .executeTakeFirst()
  return row && branded(row)
}

export async function deletePasskey(tx: Tx, id: PasskeyId): Promise<void> {
  await tx.deleteFrom('passkeys').where('id', '=', id).execute()
}

function branded(row: Selectable<DB['passkeys']>): PasskeyRow {
  return { ...row, id: passkeyId.parse(row.id) }
}
