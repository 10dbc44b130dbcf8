import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../kernel/database/index.ts'

/** SH-11: ten failures lock the account, and the address, until an hour has passed since the first. */
export const FAILURES_MAX = 10
const FAILURE_WINDOW_S = 3_600

/** Failures to sign in count by account and by address; links asked for by mail have counters of their own. */
export type AttemptKey = `account ${string}` | `address ${string}` | `link ${string}`

/** Seconds until the most locked of the keys may try again; 0 when none is locked. */
export async function lockedForS(db: Db, at: { keys: readonly AttemptKey[]; now: Date }): Promise<number> {
  const rows = await db
    .selectFrom('sign_in_attempts')
    .select('window_started_at')
    .where('key_sha256', 'in', at.keys.map(hashKey))
    .where('failures', '>=', FAILURES_MAX)
    .execute()
  const waits = rows.map((row) => row.window_started_at.getTime() / 1_000 + FAILURE_WINDOW_S - at.now.getTime() / 1_000)
  return Math.max(0, ...waits.map(Math.ceil))
}

export async function recordFailure(tx: Tx, at: { keys: readonly AttemptKey[]; now: Date }): Promise<void> {
  const windowOver = sql`sign_in_attempts.window_started_at < ${new Date(at.now.getTime() - FAILURE_WINDOW_S * 1_000)}`
  // In the order of the keys' hashes, so that two failures at once never wait for each other.
  const rows = at.keys.map(hashKey).toSorted(Buffer.compare)
  await tx
    .insertInto('sign_in_attempts')
    .values(rows.map((key) => ({ key_sha256: key, failures: 1, window_started_at: at.now })))
    .onConflict((conflict) =>
      conflict.column('key_sha256').doUpdateSet({
        failures: sql`case when ${windowOver} then 1 else sign_in_attempts.failures + 1 end`,
        window_started_at: sql`case when ${windowOver} then excluded.window_started_at else sign_in_attempts.window_started_at end`,
      }),
    )
    .execute()
}

export async function forgetFailures(tx: Tx, keys: readonly AttemptKey[]): Promise<void> {
  await tx.deleteFrom('sign_in_attempts').where('key_sha256', 'in', keys.map(hashKey)).execute()
}

function hashKey(key: AttemptKey): Buffer {
  return createHash('sha256').update(key.toLowerCase()).digest()
}
