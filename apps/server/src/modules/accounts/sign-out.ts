import type { Database } from '../../kernel/database/index.ts'
import type { Person } from '../../kernel/http/index.ts'
import { type EndingDeps, endSessionsIn } from './sessions/end-sessions.ts'

/** Ends the session: its refresh tokens and sockets and, at the next request, its access tokens. */
export async function signOut(deps: EndingDeps & { database: Database }, input: { person: Person }): Promise<void> {
  const { userId, sessionId } = input.person
  await deps.database.write({ kind: 'person', userId }, (tx) =>
    endSessionsIn(deps, { tx, userId, only: sessionId, because: 'signed out' }),
  )
}
