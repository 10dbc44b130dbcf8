import type { ApprovalId, SignInMethod, UserId } from '@kinfolio/contracts'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type PendingRow = Selectable<DB['pending_sign_ins']>
export type NewPending = Omit<Insertable<DB['pending_sign_ins']>, 'methods'> & { methods: SignInMethod[] }

export async function insertPending(tx: Tx, row: NewPending): Promise<void> {
  await tx.insertInto('pending_sign_ins').values(row).execute()
}

/** In the sign-in context. */
export async function findPendingOwner(
  db: Db,
  sha256: Buffer,
): Promise<{ user_id: UserId; id: ApprovalId } | undefined> {
  const { rows } = await sql<{ user_id: UserId; id: ApprovalId }>`select * from sign_in_pending(${sha256})`.execute(db)
  return rows[0]
}

export async function findPending(db: Db, id: ApprovalId): Promise<PendingRow | undefined> {
  return db.selectFrom('pending_sign_ins').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Locked, so that of two proofs at once the second finds it done. */
export async function lockPending(tx: Tx, id: ApprovalId): Promise<PendingRow | undefined> {
  return tx.selectFrom('pending_sign_ins').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function countAttempt(tx: Tx, id: ApprovalId): Promise<void> {
  await tx
    .updateTable('pending_sign_ins')
    .set({ attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .execute()
}

export async function markPendingCompleted(tx: Tx, at: { id: ApprovalId; now: Date }): Promise<void> {
  await tx.updateTable('pending_sign_ins').set({ completed_at: at.now }).where('id', '=', at.id).execute()
}
