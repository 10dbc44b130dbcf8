import type { UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/**
 * A transaction of the sign-in context that has found out who it is goes on as that person: what they join, and who is
 * told of it, is written together with it. Never back, and from no other context.
 */
export async function goOnAs(tx: Tx, userId: UserId): Promise<void> {
  const { rows } = await sql<{ kind: string }>`
    select set_config('kinfolio.user_id', ${userId}, true), set_config('kinfolio.context', 'person', true) as kind
      where context_kind() = 'sign-in'`.execute(tx)
  if (rows.length === 0) throw new TypeError('only a transaction of the sign-in context goes on as a person')
}
