import { type ApiKey, apiKey, type ApiKeyId, type SpaceId, type User, type UserId } from '@kinfolio/contracts'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type ApiKeyRow = Selectable<DB['api_keys']>

/** In the sign-in context. */
export async function findKeyOwner(
  db: Db,
  sha256: Buffer,
): Promise<{ api_key_id: ApiKeyId; user_id: UserId } | undefined> {
  const { rows } = await sql<{ api_key_id: ApiKeyId; user_id: UserId }>`
    select * from sign_in_api_key(${sha256})`.execute(db)
  return rows[0]
}

/** Without those that were revoked, newest first. */
export async function listKeys(db: Db, userId: UserId): Promise<ApiKeyRow[]> {
  return db
    .selectFrom('api_keys')
    .selectAll()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
}

/** One person's keys are made one after the other, so that two at once cannot pass the limit. */
export async function lockPerson(tx: Tx, userId: UserId): Promise<void> {
  await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute()
}

/** Whether the person is in the space; the policies show no other. */
export async function isMySpace(db: Db, id: SpaceId): Promise<boolean> {
  return (await db.selectFrom('spaces').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export async function insertKey(tx: Tx, key: Insertable<DB['api_keys']>): Promise<ApiKeyRow> {
  return tx.insertInto('api_keys').values(key).returningAll().executeTakeFirstOrThrow()
}

/** Notes that it is used now, and answers it with whose it is; undefined when it opens nothing (any more). */
export async function useKey(
  tx: Tx,
  at: { id: ApiKeyId; now: Date },
): Promise<{ key: ApiKeyRow; user: User } | undefined> {
  const key = await tx
    .updateTable('api_keys')
    .set({ last_used_at: at.now })
    .where('id', '=', at.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at.now)
    .returningAll()
    .executeTakeFirst()
  if (key === undefined) return undefined
  const user = await tx
    .selectFrom('users')
    .select(['id', 'name', 'email'])
    .where('id', '=', key.user_id)
    .executeTakeFirst()
  return user && { key, user }
}

/** False when the person has no such key, or has revoked it. */
export async function revokeKey(tx: Tx, at: { id: ApiKeyId; now: Date }): Promise<boolean> {
  const revoked = await tx
    .updateTable('api_keys')
    .set({ revoked_at: at.now })
    .where('id', '=', at.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (revoked.numUpdatedRows === 0n) return false
  await tx
    .updateTable('sessions')
    .set({ ended_at: at.now, ended_because: 'the API key was revoked' })
    .where('api_key_id', '=', at.id)
    .where('ended_at', 'is', null)
    .execute()
  return true
}

export function presentKey(row: ApiKeyRow): ApiKey {
  return apiKey.parse({
    ...row,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  })
}
