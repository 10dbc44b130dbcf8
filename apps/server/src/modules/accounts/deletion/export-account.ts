import type { UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db } from '../../../kernel/database/index.ts'

/** What accounts know of a person, for them to take away: nothing that opens a door, sealed or hashed. */
export async function exportAccount(db: Db, userId: UserId): Promise<Record<string, unknown>> {
  const account = await db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'email_verified_at', 'created_at', 'deletes_at'])
    .select(sql<boolean>`password_hash is not null`.as('has_password'))
    .where('id', '=', userId)
    .executeTakeFirst()
  const sessions = await db
    .selectFrom('sessions')
    .select(['id', 'user_agent', 'address', 'created_at', 'last_used_at', 'expires_at', 'ended_at', 'ended_because'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute()
  const activity = await db
    .selectFrom('audit_log')
    .select(['at', 'action', 'space_id', 'object_kind', 'object_id', 'address'])
    .select(sql<boolean>`actor_id is not distinct from ${userId}`.as('by_you'))
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('actor_id', '=', userId)]))
    .orderBy('id')
    .execute()
  const waysIn = await exportWaysIn(db, userId)
  return { 'account.json': account, 'sessions.json': sessions, 'activity.json': activity, 'ways-in.json': waysIn }
}

/** How the person signs in, by name and date: the keys and secrets themselves stay here. */
async function exportWaysIn(db: Db, userId: UserId): Promise<Record<string, unknown>> {
  const passkeys = db
    .selectFrom('passkeys')
    .select(['name', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
  const identities = db
    .selectFrom('identities')
    .select(['issuer', 'label', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
  const apiKeys = db
    .selectFrom('api_keys')
    .select(['name', 'prefix', 'scopes', 'created_at', 'expires_at', 'last_used_at', 'revoked_at'])
    .where('user_id', '=', userId)
  const deviceKeys = db
    .selectFrom('device_keys')
    .select(['signing_thumbprint', 'created_at', 'last_used_at', 'revoked_at'])
    .where('user_id', '=', userId)
  return {
    passkeys: await passkeys.execute(),
    identities: await identities.execute(),
    api_keys: await apiKeys.execute(),
    device_keys: await deviceKeys.execute(),
  }
}
