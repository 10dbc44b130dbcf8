import { sessionId, type Tokens, type User } from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'
import type { AccessTokens } from './access-tokens.ts'
import { insertRefreshToken, insertSession } from './account.queries.ts'
import { makeRefreshToken, SESSION_DAYS } from './refresh-token.ts'

/** Where a sign-in comes from, for the list of sessions and for throttling. */
export type Visitor = { address: string; userAgent: string }

export type OpenSessionDeps = { database: Database; accessTokens: AccessTokens; clock: Clock }

const USER_AGENT_MAX_LENGTH = 300

/** Begins a session of a person who has proved who they are. */
export async function openSession(deps: OpenSessionDeps, input: { user: User; visitor: Visitor }): Promise<Tokens> {
  const now = deps.clock.now()
  const person = { userId: input.user.id, sessionId: newId(sessionId) }
  const refresh = makeRefreshToken()
  await deps.database.write({ kind: 'person', userId: person.userId }, async (tx) => {
    await insertSession(tx, {
      id: person.sessionId,
      user_id: person.userId,
      user_agent: input.visitor.userAgent.slice(0, USER_AGENT_MAX_LENGTH),
      address: input.visitor.address,
      created_at: now,
      last_used_at: now,
      proved_at: now,
      expires_at: sessionEnd(now),
    })
    await insertRefreshToken(tx, {
      token_sha256: refresh.sha256,
      session_id: person.sessionId,
      user_id: person.userId,
      created_at: now,
    })
  })
  const access = await deps.accessTokens.issue(person)
  return {
    access_token: access.token,
    refresh_token: refresh.token,
    expires_in: access.expiresInS,
    user: input.user,
  }
}

/** A session ends this long after it was last used. */
export function sessionEnd(lastUsed: Date): Date {
  return new Date(lastUsed.getTime() + SESSION_DAYS * 86_400_000)
}
