import { agreementKey, type DeviceKeyId, type SessionId, signingKey, type SigningKey } from '@kinfolio/contracts'
import type { Insertable } from 'kysely'
import { z } from 'zod'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

const storedKeys = z.object({ signing: signingKey, agreement: agreementKey.nullable() })

export type DeviceKeyRow = z.infer<typeof storedKeys> & {
  id: DeviceKeyId
  session_id: SessionId
  signing_thumbprint: string
  created_at: Date
  last_used_at: Date
  user_agent: string
  address: string
}

/** The keys that hold, newest first, with the sessions they are bound to. */
export async function listDeviceKeyRows(db: Db, at: { now: Date }): Promise<DeviceKeyRow[]> {
  const rows = await db
    .selectFrom('device_keys')
    .innerJoin('sessions', 'sessions.id', 'device_keys.session_id')
    .selectAll('device_keys')
    .select(['sessions.user_agent', 'sessions.address'])
    .where('device_keys.revoked_at', 'is', null)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', at.now)
    .orderBy('device_keys.created_at', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, ...storedKeys.parse(row) }))
}

/** The key that a session signs with. */
export async function findSigningKey(
  db: Db,
  id: SessionId,
): Promise<{ id: DeviceKeyId; key: SigningKey; thumbprint: string } | undefined> {
  const row = await db
    .selectFrom('device_keys')
    .select(['id', 'signing', 'signing_thumbprint'])
    .where('session_id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && { id: row.id, key: signingKey.parse(row.signing), thumbprint: row.signing_thumbprint }
}

type KnownKey = { id: DeviceKeyId; session_id: SessionId; revoked_at: Date | null }

/** Of this person; another person's looks like none. */
export async function findKeyByThumbprint(db: Db, thumbprint: string): Promise<KnownKey | undefined> {
  return db
    .selectFrom('device_keys')
    .select(['id', 'session_id', 'revoked_at'])
    .where('signing_thumbprint', '=', thumbprint)
    .executeTakeFirst()
}

/** Whether it was new: another person may have registered the same key. */
export async function insertDeviceKey(tx: Tx, key: Insertable<DB['device_keys']>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('device_keys')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function rebindDeviceKey(
  tx: Tx,
  at: { id: DeviceKeyId; sessionId: SessionId; agreement: string | null; now: Date },
): Promise<void> {
  const bound = { session_id: at.sessionId, agreement: at.agreement, last_used_at: at.now }
  await tx.updateTable('device_keys').set(bound).where('id', '=', at.id).execute()
}

/** Answers the session it was bound to, which ends with it; undefined when there is no such key. */
export async function markKeyRevoked(tx: Tx, at: { id: DeviceKeyId; now: Date }): Promise<SessionId | undefined> {
  const revoked = await tx
    .updateTable('device_keys')
    .set({ revoked_at: at.now })
    .where('id', '=', at.id)
    .where('revoked_at', 'is', null)
    .returning('session_id')
    .executeTakeFirst()
  return revoked?.session_id
}

/** False when the proof was used before. */
export async function useProof(tx: Tx, proof: Insertable<DB['used_proofs']>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('used_proofs')
    .values(proof)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function removeExpiredProofs(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('used_proofs').where('expires_at', '<', now).execute()
}

export async function touchDeviceKey(tx: Tx, at: { id: DeviceKeyId; now: Date }): Promise<void> {
  await tx.updateTable('device_keys').set({ last_used_at: at.now }).where('id', '=', at.id).execute()
}
