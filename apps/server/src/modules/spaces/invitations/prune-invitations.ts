import type { Clock } from '../../../kernel/clock.ts'
import { type Database, SWEEP } from '../../../kernel/database/index.ts'

/** An invitation that ran out is kept this long, so that its code is not given to somebody else at once. */
const KEPT_MS = 86_400_000

/** Upkeep: removes invitations that ran out, with what they remember of who used them. */
export async function pruneInvitations({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_MS)
  await database.write(SWEEP, (tx) => tx.deleteFrom('invitations').where('expires_at', '<', before).execute())
}
