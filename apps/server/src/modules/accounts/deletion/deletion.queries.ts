import type { SessionId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'
import { type EndingDeps, endSessionsIn } from '../sessions/end-sessions.ts'

type At = { userId: UserId; now: Date }

/** When the account is deleted; null for one that stays. */
export async function findDeletion(db: Db, userId: UserId): Promise<Date | null> {
  const row = await db.selectFrom('users').select('deletes_at').where('id', '=', userId).executeTakeFirst()
  return row?.deletes_at ?? null
}

/** Says when the account goes, ends every other session and revokes every API key. What was asked for before keeps its day. */
export async function markForDeletion(
  deps: EndingDeps,
  { tx, ...at }: { tx: Tx; userId: UserId; deletesAt: Date; sessionId: SessionId },
): Promise<Date> {
  const { deletes_at } = await tx
    .updateTable('users')
    .set({ deletes_at: sql<Date>`coalesce(deletes_at, ${at.deletesAt})` })
    .where('id', '=', at.userId)
    .returning('deletes_at')
    .executeTakeFirstOrThrow()
  await endSessionsIn(deps, { tx, userId: at.userId, except: at.sessionId, because: 'the account is to be deleted' })
  const keys = tx.updateTable('api_keys').set({ revoked_at: deps.clock.now() }).where('user_id', '=', at.userId)
  await keys.where('revoked_at', 'is', null).execute()
  return deletes_at ?? at.deletesAt
}

/** Answers whether there was still time. */
export async function takeDeletionBack(tx: Tx, { userId, now }: At): Promise<boolean> {
  const kept = await tx
    .updateTable('users')
    .set({ deletes_at: null })
    .where('id', '=', userId)
    .where('deletes_at', '>', now)
    .returning('id')
    .executeTakeFirst()
  return kept !== undefined
}

/** In the sweep's context: whose time to change their mind is over. */
export async function listDueForDeletion(db: Db, now: Date): Promise<UserId[]> {
  const rows = await db.selectFrom('users').select('id').where('deletes_at', '<=', now).orderBy('deletes_at').execute()
  return rows.map(({ id }) => id)
}

/**
 * In the sweep's context: the person and everything that is theirs alone. What others share with them stays and names
 * nobody; jobs whose task or title names them go, since both are free text. Nobody can take a deletion back by now, so
 * that the row needs no lock.
 */
export async function erasePerson(tx: Tx, { userId, now }: At): Promise<void> {
  const person = await tx
    .selectFrom('users')
    .select('email')
    .where('id', '=', userId)
    .where('deletes_at', '<=', now)
    .executeTakeFirst()
  if (person === undefined) return
  await sql`
    delete from jobs where (space_id is null and on_behalf_of = ${userId})
      or position(${userId}::text in payload::text) > 0
      or position(lower(${person.email}) in lower(payload::text)) > 0
      or position(lower(${person.email}) in lower(title)) > 0`.execute(tx)
  await sql`select forget_person(${userId})`.execute(tx)
  await tx.deleteFrom('users').where('id', '=', userId).execute()
}
