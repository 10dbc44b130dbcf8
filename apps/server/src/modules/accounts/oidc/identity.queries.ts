import { type IdentityId, identityId, type UserId } from '@kinfolio/contracts'
import { sql, type Insertable, type Selectable } from 'kysely'
import { DatabaseError } from 'pg'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'

export type IdentityRow = Omit<Selectable<DB['identities']>, 'id'> & { id: IdentityId }
/** Who somebody is at a service. */
export type Subject = { issuer: string; subject: string }

/** In the sign-in context: whose account it is linked to. */
export async function findIdentityOwner(db: Db, { issuer, subject }: Subject): Promise<UserId | undefined> {
  const { rows } = await sql<{ user_id: UserId | null }>`
    select sign_in_identity(${issuer}, ${subject}) as user_id`.execute(db)
  return rows[0]?.user_id ?? undefined
}

/** The account at the service belongs to somebody here already. */
export class AlreadyLinked extends Error {
  override readonly name = 'AlreadyLinked'
}

/** Throws `AlreadyLinked`, which is the end of the transaction. */
export async function insertIdentity(tx: Tx, row: Omit<Insertable<DB['identities']>, 'id'>): Promise<IdentityId> {
  const id = newId(identityId)
  try {
    await tx
      .insertInto('identities')
      .values({ ...row, id })
      .execute()
  } catch (error) {
    const isTaken = error instanceof DatabaseError && error.constraint === 'identities_subject_key'
    throw isTaken ? new AlreadyLinked('linked already', { cause: error }) : error
  }
  return id
}

export async function recordIdentityUse(tx: Tx, at: Subject & { now: Date }): Promise<void> {
  await tx
    .updateTable('identities')
    .set({ last_used_at: at.now })
    .where('issuer', '=', at.issuer)
    .where('subject', '=', at.subject)
    .execute()
}

export async function listIdentityRows(db: Db, userId: UserId): Promise<IdentityRow[]> {
  const rows = await db
    .selectFrom('identities')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, id: identityId.parse(row.id) }))
}

export async function lockIdentity(tx: Tx, id: IdentityId): Promise<boolean> {
  const row = await tx.selectFrom('identities').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return row !== undefined
}

export async function deleteIdentity(tx: Tx, id: IdentityId): Promise<void> {
  await tx.deleteFrom('identities').where('id', '=', id).execute()
}
