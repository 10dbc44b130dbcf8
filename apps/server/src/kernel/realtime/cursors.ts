import type { DeviceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP, type Tx } from '../database/index.ts'
import type { Connection } from './connection.ts'

/** Keeps how far devices have read. Sockets without a device keep their cursor themselves. */
export async function storeCursors(database: Database, connections: Iterable<Connection>): Promise<void> {
  const rows = new Map<string, CursorRow>()
  const unstored = [...connections].filter(({ isAckStored, userId, deviceId }) => !isAckStored && userId && deviceId)
  for (const { userId, deviceId, ackedSeq } of unstored) {
    const key = `${userId} ${deviceId}`
    // Two sockets of one device are one row, or the statement would touch it twice.
    const seq = Math.max(ackedSeq, rows.get(key)?.seq ?? 0)
    rows.set(key, { user_id: userId, device_id: deviceId, seq })
  }
  if (rows.size === 0) return
  // Before the write, so that what is acknowledged during it is written next time.
  for (const connection of unstored) connection.isAckStored = true
  try {
    await database.write(SWEEP, async (tx) => upsertCursors(tx, [...rows.values()]))
  } catch (error) {
    for (const connection of unstored) connection.isAckStored = false
    throw error
  }
}

type CursorRow = { user_id: UserId | undefined; device_id: DeviceId | undefined; seq: number }

async function upsertCursors(tx: Tx, rows: readonly CursorRow[]): Promise<void> {
  await sql`
    insert into event_cursors as c (user_id, device_id, seq)
      select user_id, device_id, seq from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (user_id uuid, device_id uuid, seq bigint)
      order by user_id, device_id
      on conflict (user_id, device_id) do update set seq = greatest(c.seq, excluded.seq), acked_at = now()
  `.execute(tx)
}
