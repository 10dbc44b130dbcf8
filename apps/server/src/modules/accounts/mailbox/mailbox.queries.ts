import { emailTaken, type UserId } from '@kinfolio/contracts'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'
import { isTakenEmail } from '../account.queries.ts'

/** Who has an address; `is_pending` while their account waits for the link of the first mail. */
export type Mailbox = { user_id: UserId; email: string; is_verified: boolean; is_pending: boolean }
export type LinkPurpose = 'verify-email' | 'reset-password'
export type UserWithMail = Selectable<DB['users']>

/** In the sign-in context. */
export async function findMailbox(db: Db, email: string): Promise<Mailbox | undefined> {
  const { rows } = await sql<Mailbox>`select * from sign_in_mailbox(${email})`.execute(db)
  return rows[0]
}

/** In the sign-in context. */
export async function findLinkOwner(db: Db, at: { sha256: Buffer; purpose: LinkPurpose }): Promise<UserId | undefined> {
  const { rows } = await sql<{ user_id: UserId }>`
    select user_id from sign_in_secret_link(${at.sha256}) where purpose = ${at.purpose}`.execute(db)
  return rows[0]?.user_id
}

export async function insertSecretLink(tx: Tx, link: Insertable<DB['secret_links']>): Promise<void> {
  await tx.insertInto('secret_links').values(link).execute()
}

/** Uses the link up, and answers the address it was sent to; undefined when it is gone or too old. */
export async function takeSecretLink(tx: Tx, at: { sha256: Buffer; now: Date }): Promise<string | undefined> {
  const taken = await tx
    .deleteFrom('secret_links')
    .where('token_sha256', '=', at.sha256)
    .where('expires_at', '>', at.now)
    .returning('email')
    .executeTakeFirst()
  return taken?.email
}

/** What was sent before works no more, and nothing that is too old stays. */
export async function forgetSecretLinks(
  tx: Tx,
  of: { userId: UserId; purpose: LinkPurpose; now: Date },
): Promise<void> {
  await tx
    .deleteFrom('secret_links')
    .where('user_id', '=', of.userId)
    .where((at) => at.or([at('purpose', '=', of.purpose), at('expires_at', '<=', of.now)]))
    .execute()
}

export async function findMailOf(db: Db, id: UserId): Promise<UserWithMail | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Whether the account is being erased: nobody can take that back. */
export function isGoing({ deletes_at }: UserWithMail, now: Date): boolean {
  return deletes_at !== null && deletes_at <= now
}

/** Throws `email-taken`. */
export async function updateUser(tx: Tx, { id, ...change }: Updateable<DB['users']> & { id: UserId }): Promise<void> {
  try {
    await tx.updateTable('users').set(change).where('id', '=', id).execute()
  } catch (error) {
    throw isTakenEmail(error) ? emailTaken({}, { cause: error }) : error
  }
}

/** The passkey that somebody registered with by mail lets them in from now on. */
export async function openPendingPasskeys(tx: Tx, userId: UserId): Promise<void> {
  await tx.updateTable('passkeys').set({ is_pending: false }).where('user_id', '=', userId).execute()
}

/** It may be of somebody else than who reads the mails. */
export async function dropPendingPasskeys(tx: Tx, userId: UserId): Promise<void> {
  await tx.deleteFrom('passkeys').where('user_id', '=', userId).where('is_pending', '=', true).execute()
}
