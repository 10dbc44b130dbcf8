import type { Clock } from '../../../kernel/clock.ts'
import { type Database, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import { SESSION_DAYS } from '../refresh-token.ts'
import { deleteOldPending, deleteOldSessions, deleteUsedTokens } from './session.queries.ts'

const DAY_MS = 86_400_000
/** Kept that long after their end: they say which places are known. */
export const SESSION_KEPT_DAYS = 90
/** Long enough to tell whoever comes back that it is over. */
export const PENDING_KEPT_DAYS = 1
const PRUNED_AT_ONCE = 5_000

/** Forgets sessions, refresh tokens and waiting sign-ins that have long been over. */
export async function pruneSessions({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  const ago = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS)
  // A token that was used so long ago belongs to a session that would have ended without use.
  await inBatches(database, (tx, limit) => deleteUsedTokens(tx, { before: ago(SESSION_DAYS), limit }))
  await inBatches(database, (tx, limit) => deleteOldPending(tx, { before: ago(PENDING_KEPT_DAYS), limit }))
  await inBatches(database, (tx, limit) => deleteOldSessions(tx, { before: ago(SESSION_KEPT_DAYS), limit }))
}

async function inBatches(database: Database, prune: (tx: Tx, limit: number) => Promise<number>): Promise<void> {
  for (let gone = PRUNED_AT_ONCE; gone === PRUNED_AT_ONCE;) {
    gone = await database.write(SWEEP, (tx) => prune(tx, PRUNED_AT_ONCE))
  }
}
