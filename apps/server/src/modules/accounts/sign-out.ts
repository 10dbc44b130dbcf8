import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database/index.ts'
import type { Person } from '../../kernel/http/index.ts'
import { endSession } from './account.queries.ts'

/** Ends the session: its refresh tokens and, at the next request, its access tokens. */
export async function signOut(deps: { database: Database; clock: Clock }, input: { person: Person }): Promise<void> {
  const { userId, sessionId } = input.person
  await deps.database.write({ kind: 'person', userId }, (tx) =>
    endSession(tx, { id: sessionId, now: deps.clock.now(), because: 'signed out' }),
  )
}
