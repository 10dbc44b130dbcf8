import { sql } from 'kysely'
import { type Database, SWEEP } from '../database/index.ts'
import type { Connection } from './connection.ts'

/** Keeps how far devices have read. Sockets without a device keep their cursor themselves. */
export async function storeCursors(database: Database, connections: Iterable<Connection>): Promise<void> {
  const rows = new Map<string, { user_id: string; device_id: string; seq: number }>()
  for (const { userId, deviceId, ackedSeq, isAckStored } of connections) {
    if (isAckStored || userId === undefined || deviceId === undefined) continue
    const key = `${userId} ${deviceId}`
    const known = rows.get(key)
    // Two sockets of one device are one row, or the statement would touch it twice.
    if (known === undefined || known.seq < ackedSeq)
      rows.set(key, { user_id: userId, device_id: deviceId, seq: ackedSeq })
  }
  if (rows.size === 0) return
  const cursors = JSON.stringify([...rows.values()])
  await database.write(SWEEP, async (tx) =>
    sql`
      insert into event_cursors as c (user_id, device_id, seq)
        select user_id, device_id, seq from jsonb_to_recordset(${cursors}::jsonb)
          as given (user_id uuid, device_id uuid, seq bigint)
        order by user_id, device_id
        on conflict (user_id, device_id) do update set seq = greatest(c.seq, excluded.seq), acked_at = now()
    `.execute(tx),
  )
  for (const connection of connections) connection.isAckStored = true
}
