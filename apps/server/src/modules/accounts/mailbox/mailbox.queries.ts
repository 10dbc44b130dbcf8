import type { UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db } from '../../../kernel/database/index.ts'

/** Who has an address; `is_pending` while their account waits for the link of the first mail. */
export type Mailbox = { user_id: UserId; email: string; is_verified: boolean; is_pending: boolean }

/** In the sign-in context. */
export async function findMailbox(db: Db, email: string): Promise<Mailbox | undefined> {
  const { rows } = await sql<Mailbox>`select * from sign_in_mailbox(${email})`.execute(db)
  return rows[0]
}
