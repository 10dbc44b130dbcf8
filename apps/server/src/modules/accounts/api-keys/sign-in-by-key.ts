import { apiKeyRefused, apiScope, sessionId, type Tokens } from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { ACCESS_TOKEN_S } from '../access-tokens.ts'
import { insertSession } from '../account.queries.ts'
import { recordAudit } from '../audit.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import { USER_AGENT_MAX_LENGTH, type Visitor } from '../open-session.ts'
import { hashToken } from '../secret-token.ts'
import { type ApiKeyRow, findKeyOwner, useKey } from './api-key.queries.ts'
import type { ApiKeyDeps } from './keep-api-keys.ts'

type ByKey = { key: string; visitor: Visitor }
type Used = NonNullable<Awaited<ReturnType<typeof useKey>>>

/**
 * Exchanges an API key for an access token that can do what the key may, and no refresh token: the key is there to ask
 * again. Its session proves nothing about the person, so that no critical action passes. A wrong key counts against the
 * address like a wrong password.
 */
export async function signInByKey(deps: ApiKeyDeps, input: ByKey): Promise<Tokens> {
  const opened = await limitAttempts(deps, { visitor: input.visitor, prove: async () => openByKey(deps, input) })
  if (opened === undefined) throw apiKeyRefused({})
  return opened
}

async function openByKey(deps: ApiKeyDeps, { key, visitor }: ByKey): Promise<Tokens | undefined> {
  const sha256 = hashToken(key)
  const found = await deps.database.read(SIGN_IN, async (db) => findKeyOwner(db, sha256))
  if (found === undefined) return undefined
  return deps.database.write({ kind: 'person', userId: found.user_id }, async (tx) => {
    const used = await useKey(tx, { id: found.api_key_id, now: deps.clock.now() })
    return used && beginKeySession(deps, { tx, used, visitor })
  })
}

async function beginKeySession(deps: ApiKeyDeps, at: { tx: Tx; used: Used; visitor: Visitor }): Promise<Tokens> {
  const { tx, used, visitor } = at
  const { key, user } = used
  const now = deps.clock.now()
  const person = { userId: user.id, sessionId: newId(sessionId) }
  await insertSession(tx, {
    id: person.sessionId,
    user_id: user.id,
    api_key_id: key.id,
    user_agent: visitor.userAgent.slice(0, USER_AGENT_MAX_LENGTH),
    address: visitor.address,
    created_at: now,
    last_used_at: now,
    expires_at: earlier(key.expires_at, new Date(now.getTime() + ACCESS_TOKEN_S * 1_000)),
  })
  const object = { kind: 'api-key', id: key.id }
  await recordAudit(tx, {
    action: 'session.opened',
    actorId: user.id,
    userId: user.id,
    object,
    address: visitor.address,
  })
  const access = await deps.accessTokens.issue({ ...person, ...limitsOf(key) })
  return { access_token: access.token, refresh_token: null, expires_in: access.expiresInS, user }
}

function limitsOf(key: ApiKeyRow) {
  return {
    scopes: apiScope.array().parse(key.scopes),
    ...(key.space_id === null ? {} : { onlySpaceId: key.space_id }),
  }
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}
