import type { SignedInSession } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { describeAgent } from './agent-words.ts'
import { openSessionsOf } from './session.queries.ts'

/** Where a person is signed in, the latest used first. */
export async function listSessions(
  deps: { database: Database; clock: Clock },
  { person: { userId, sessionId } }: { person: Person },
): Promise<SignedInSession[]> {
  const now = deps.clock.now()
  const rows = await deps.database.read({ kind: 'person', userId }, (db) => openSessionsOf(db, { userId, now }))
  return rows.map((row) => ({
    id: row.id,
    ...describeAgent(row.user_agent),
    address: row.address,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
    is_current: row.id === sessionId,
  }))
}
