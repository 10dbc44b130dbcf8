import type { Clock } from '../../../kernel/clock.ts'
import { type Database, SWEEP } from '../../../kernel/database/index.ts'
import { deleteOldLinks, giveUpUnverified } from './sweep.queries.ts'

const DAY_MS = 86_400_000
/** A registration that nobody has proved by then is given up: its address may belong to somebody who never asked. */
export const UNVERIFIED_KEPT_DAYS = 30
const SWEPT_AT_ONCE = 1_000

/**
 * Forgets links that have run out, and marks registrations that were never verified for deletion, which the sweep of
 * deleted accounts then erases whole. One with a link that still works is left alone.
 */
export async function sweepMailbox({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  const now = clock.now()
  const before = new Date(now.getTime() - UNVERIFIED_KEPT_DAYS * DAY_MS)
  for (let gone = SWEPT_AT_ONCE; gone === SWEPT_AT_ONCE;) {
    gone = await database.write(SWEEP, async (tx) => deleteOldLinks(tx, { now, limit: SWEPT_AT_ONCE }))
  }
  for (let gone = SWEPT_AT_ONCE; gone === SWEPT_AT_ONCE;) {
    gone = await database.write(SWEEP, async (tx) => giveUpUnverified(tx, { before, now, limit: SWEPT_AT_ONCE }))
  }
}
