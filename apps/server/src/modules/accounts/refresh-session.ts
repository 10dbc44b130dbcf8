import { sessionEnded, type Tokens, type User } from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../kernel/database/index.ts'
import type { Person } from '../../kernel/http/index.ts'
import {
  findRefreshToken,
  findTokenOwner,
  findUser,
  insertRefreshToken,
  lockSession,
  replaceRefreshToken,
  touchSession,
} from './account.queries.ts'
import { recordAudit } from './audit.queries.ts'
import { sessionEnd, type OpenSessionDeps, type Visitor } from './open-session.ts'
import { judge } from './refresh-token.ts'
import { hashToken, makeSecretToken } from './secret-token.ts'
import { type EndingDeps, endSessionsIn } from './sessions/end-sessions.ts'
import { tellPerson } from './tell-person.ts'

type RefreshDeps = OpenSessionDeps & EndingDeps

/**
 * Exchanges a refresh token for new tokens. A token that was used before ends the whole session, unless it looks
 * like an answer that was lost (see `judge`).
 */
export async function refreshSession(
  deps: RefreshDeps,
  input: { refreshToken: string; visitor: Visitor },
): Promise<Tokens> {
  const sha256 = hashToken(input.refreshToken)
  const owner = await deps.database.read(SIGN_IN, (db) => findTokenOwner(db, sha256))
  if (owner === undefined) throw sessionEnded({ reason: 'unknown' })

  const person = { userId: owner.user_id, sessionId: owner.session_id }
  const next = makeSecretToken()
  const outcome = await deps.database.write({ kind: 'person', userId: person.userId }, (tx) =>
    rotate(deps, { tx, person, used: sha256, next: next.sha256, now: deps.clock.now(), visitor: input.visitor }),
  )
  if (typeof outcome === 'string') throw sessionEnded({ reason: outcome })
  const access = await deps.accessTokens.issue(person)
  return {
    access_token: access.token,
    refresh_token: next.token,
    expires_in: access.expiresInS,
    user: outcome,
  }
}

type Rotation = { tx: Tx; person: Person; used: Buffer; next: Buffer; now: Date; visitor: Visitor }

async function rotate(deps: RefreshDeps, at: Rotation): Promise<User | 'expired' | 'reused' | 'revoked' | 'unknown'> {
  const { tx } = at
  const session = await lockSession(tx, at.person.sessionId)
  if (session === undefined) return 'unknown'
  if (session.ended_at !== null) return 'revoked'
  if (session.expires_at <= at.now) return 'expired'

  const token = await findRefreshToken(tx, at.used)
  if (token === undefined) return 'unknown'
  const successor = token.replaced_by === null ? undefined : await findRefreshToken(tx, token.replaced_by)
  const verdict = judge(token, { successor, now: at.now })
  if (verdict === 'reused') {
    await endStolen(deps, at)
    return 'reused'
  }
  // The answer that got lost held the successor: it must not live beside the one that goes out now.
  const spent = verdict === 'lost-answer' && token.replaced_by !== null ? [at.used, token.replaced_by] : [at.used]
  return issueNext({ ...at, spent })
}

/** Of two holders of one token nobody knows which is the thief: both lose the session, and the person is told. */
async function endStolen(deps: RefreshDeps, { tx, person, visitor }: Rotation): Promise<void> {
  const { userId, sessionId } = person
  await endSessionsIn(deps, { tx, userId, only: sessionId, because: 'a refresh token was used twice' })
  await recordAudit(tx, {
    action: 'session.token-reused',
    actorId: undefined,
    userId,
    object: { kind: 'session', id: sessionId },
    address: visitor.address,
  })
  await tellPerson(deps, { tx, userId, change: 'refresh-token-reused', visitor })
}

async function issueNext(at: Rotation & { spent: Buffer[] }): Promise<User | 'unknown'> {
  const { tx } = at
  const { userId, sessionId } = at.person
  await insertRefreshToken(tx, { token_sha256: at.next, session_id: sessionId, user_id: userId, created_at: at.now })
  for (const used of at.spent) await replaceRefreshToken(tx, { used, by: at.next, now: at.now })
  await touchSession(tx, { id: sessionId, now: at.now, expiresAt: sessionEnd(at.now) })
  return (await findUser(tx, userId)) ?? 'unknown'
}
