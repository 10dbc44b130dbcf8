import type { SessionId, UserId } from '@kinfolio/contracts'
import { sql, type Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

type SessionRow = Selectable<DB['sessions']>
/** Nobody has more devices, and whoever signs in by a script every minute sees the latest. */
const SESSIONS_LISTED_MAX = 200
/** As many past sessions say which places are known. */
const PLACES_LOOKED_AT = 500

export async function openSessionsOf(db: Db, at: { userId: UserId; now: Date }): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', at.userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .limit(SESSIONS_LISTED_MAX)
    .execute()
}

/** Where the person has been signed in before, also long ago. */
export async function placesOf(db: Db, userId: UserId): Promise<{ address: string; userAgent: string }[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['address', 'user_agent'])
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .limit(PLACES_LOOKED_AT)
    .execute()
  return rows.map(({ address, user_agent: userAgent }) => ({ address, userAgent }))
}

type Ending = { userId: UserId; now: Date; because: string }

/** Ends one session, or all but one, or all; answers those that were open. */
export async function markSessionsEnded(
  tx: Tx,
  at: Ending & ({ only: SessionId } | { except?: SessionId }),
): Promise<SessionId[]> {
  let query = tx
    .updateTable('sessions')
    .set({ ended_at: at.now, ended_because: at.because })
    .where('user_id', '=', at.userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
  if ('only' in at) query = query.where('id', '=', at.only)
  else if (at.except !== undefined) query = query.where('id', '!=', at.except)
  const rows = await query.returning('id').execute()
  return rows.map(({ id }) => id)
}

/** In the sweep's context: a bounded number of what is over, and how many it was. */
export async function deleteOldSessions(tx: Tx, at: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from sessions where id in (
        select id from sessions where expires_at < ${at.before} order by expires_at limit ${at.limit})
      returning id)
    select count(*)::int as gone from gone
  `.execute(tx)
  return rows[0]?.gone ?? 0
}

export async function deleteUsedTokens(tx: Tx, at: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from refresh_tokens where token_sha256 in (
        select token_sha256 from refresh_tokens where used_at < ${at.before} order by used_at limit ${at.limit})
      returning token_sha256)
    select count(*)::int as gone from gone
  `.execute(tx)
  return rows[0]?.gone ?? 0
}

export async function deleteOldPending(tx: Tx, at: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from pending_sign_ins where id in (
        select id from pending_sign_ins where expires_at < ${at.before} order by expires_at limit ${at.limit})
      returning id)
    select count(*)::int as gone from gone
  `.execute(tx)
  return rows[0]?.gone ?? 0
}
