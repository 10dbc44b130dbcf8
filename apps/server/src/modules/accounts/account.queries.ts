import { emailTaken, type SessionId, type UserId } from '@kinfolio/contracts'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'

export type AccountRow = { user_id: UserId; email: string; name: string; password_hash: string | null }
export type UserRow = Pick<Selectable<DB['users']>, 'id' | 'name' | 'email'>

/** In the sign-in context. */
export async function findAccount(db: Db, email: string): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`select * from sign_in_account(${email})`.execute(db)
  return rows[0]
}

/** In the sign-in context. */
export async function findTokenOwner(
  db: Db,
  sha256: Buffer,
): Promise<{ user_id: UserId; session_id: SessionId } | undefined> {
  const { rows } = await sql<{
    user_id: UserId
    session_id: SessionId
  }>`select * from sign_in_refresh_token(${sha256})`.execute(db)
  return rows[0]
}

export async function insertUser(tx: Tx, user: Insertable<DB['users']>): Promise<void> {
  try {
    await tx.insertInto('users').values(user).execute()
  } catch (error) {
    throw isTakenEmail(error) ? emailTaken({}, { cause: error }) : error
  }
}

/** The constraint that keeps addresses apart, whatever their case. */
export function isTakenEmail(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'users_email_key'
}

export async function findUser(db: Db, id: UserId): Promise<UserRow | undefined> {
  return db.selectFrom('users').select(['id', 'name', 'email']).where('id', '=', id).executeTakeFirst()
}

export async function insertSession(tx: Tx, session: Insertable<DB['sessions']>): Promise<void> {
  await tx.insertInto('sessions').values(session).execute()
}

/** The session's row, locked, so that refreshes of one session come one after the other. */
export async function lockSession(tx: Tx, id: SessionId): Promise<Selectable<DB['sessions']> | undefined> {
  return tx.selectFrom('sessions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function hasOpenSession(db: Db, at: { id: SessionId; now: Date }): Promise<boolean> {
  const found = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', at.id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .executeTakeFirst()
  return found !== undefined
}

/** How long a proof of who one is holds for what cannot be taken back. */
const PROOF_S = 5 * 60

export async function hasRecentProof(db: Db, at: { id: SessionId; now: Date }): Promise<boolean> {
  const found = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', at.id)
    .where('proved_at', '>', new Date(at.now.getTime() - PROOF_S * 1_000))
    .executeTakeFirst()
  return found !== undefined
}

export async function markProved(tx: Tx, at: { id: SessionId; now: Date }): Promise<void> {
  await tx.updateTable('sessions').set({ proved_at: at.now }).where('id', '=', at.id).execute()
}

/** In the person's own context. */
export async function findPasswordHash(db: Db, id: UserId): Promise<string | null | undefined> {
  const user = await db.selectFrom('users').select('password_hash').where('id', '=', id).executeTakeFirst()
  return user?.password_hash
}

export async function touchSession(tx: Tx, at: { id: SessionId; now: Date; expiresAt: Date }): Promise<void> {
  const touched = { last_used_at: at.now, expires_at: at.expiresAt }
  await tx.updateTable('sessions').set(touched).where('id', '=', at.id).execute()
}

export async function insertRefreshToken(tx: Tx, token: Insertable<DB['refresh_tokens']>): Promise<void> {
  await tx.insertInto('refresh_tokens').values(token).execute()
}

export async function findRefreshToken(db: Db, sha256: Buffer): Promise<Selectable<DB['refresh_tokens']> | undefined> {
  return db.selectFrom('refresh_tokens').selectAll().where('token_sha256', '=', sha256).executeTakeFirst()
}

export async function replaceRefreshToken(tx: Tx, at: { used: Buffer; by: Buffer; now: Date }): Promise<void> {
  const replaced = { used_at: at.now, replaced_by: at.by }
  await tx.updateTable('refresh_tokens').set(replaced).where('token_sha256', '=', at.used).execute()
}
