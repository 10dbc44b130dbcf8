import { sessionId, type Tokens, type User } from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database, Tx } from '../../kernel/database/index.ts'
import type { DomainEvents } from '../../kernel/events/index.ts'
import { newId } from '../../kernel/ids.ts'
import type { AccessTokens } from './access-tokens.ts'
import { insertRefreshToken, insertSession } from './account.queries.ts'
import { recordAudit } from './audit.queries.ts'
import { SESSION_DAYS } from './refresh-token.ts'
import { makeSecretToken } from './secret-token.ts'
import { isSamePlace } from './sessions/same-place.ts'
import { placesOf } from './sessions/session.queries.ts'
import { tellPerson } from './tell-person.ts'

/** Where a sign-in comes from, for the list of sessions and for throttling. */
export type Visitor = { address: string; userAgent: string }

export type OpenSessionDeps = {
  database: Database
  accessTokens: AccessTokens
  clock: Clock
  events: Pick<DomainEvents, 'announce'>
}
type Opening = { user: User; visitor: Visitor }

export const USER_AGENT_MAX_LENGTH = 300

/** Begins a session of a person who has proved who they are. */
export async function openSession(deps: OpenSessionDeps, input: Opening): Promise<Tokens> {
  return deps.database.write({ kind: 'person', userId: input.user.id }, async (tx) =>
    beginSession(deps, { tx, ...input }),
  )
}

/**
 * The same in a transaction of that person. Always a new session with tokens of its own, whatever came with the request;
 * where it begins at a place that none of the person's sessions came from before, they are told.
 */
export async function beginSession(
  deps: Pick<OpenSessionDeps, 'accessTokens' | 'clock' | 'events'>,
  { tx, user, visitor }: Opening & { tx: Tx },
): Promise<Tokens> {
  const now = deps.clock.now()
  const person = { userId: user.id, sessionId: newId(sessionId) }
  const refresh = makeSecretToken()
  const places = await placesOf(tx, user.id)
  await insertSession(tx, {
    id: person.sessionId,
    user_id: person.userId,
    user_agent: visitor.userAgent.slice(0, USER_AGENT_MAX_LENGTH),
    address: visitor.address,
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
  await recordAudit(tx, {
    action: 'session.opened',
    actorId: user.id,
    userId: user.id,
    object: { kind: 'session', id: person.sessionId },
    address: visitor.address,
  })
  const isNew = places.length > 0 && !places.some((place) => isSamePlace(place, visitor))
  if (isNew) await tellPerson(deps, { tx, userId: user.id, change: 'signed-in-somewhere-new', visitor })
  const access = await deps.accessTokens.issue(person)
  return { access_token: access.token, refresh_token: refresh.token, expires_in: access.expiresInS, user }
}

/** A session ends this long after it was last used. */
export function sessionEnd(lastUsed: Date): Date {
  return new Date(lastUsed.getTime() + SESSION_DAYS * 86_400_000)
}
