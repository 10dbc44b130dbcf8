import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'

/** In the sweep's context: a bounded number of what has run out, and how many it was. */
export async function deleteOldLinks(tx: Tx, at: { now: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from secret_links where token_sha256 in (
        select token_sha256 from secret_links where expires_at <= ${at.now} order by expires_at limit ${at.limit})
      returning token_sha256)
    select count(*)::int as gone from gone
  `.execute(tx)
  return rows[0]?.gone ?? 0
}

/** In the sweep's context: how many accounts became due. */
export async function giveUpUnverified(tx: Tx, at: { before: Date; now: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ given_up: number }>`
    select give_up_unverified(${at.before}, ${at.now}, ${at.limit}) as given_up`.execute(tx)
  return rows[0]?.given_up ?? 0
}
