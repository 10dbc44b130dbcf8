import { apiScope, sessionId, spaceId, userId } from '@kinfolio/contracts'
import { decodeProtectedHeader, errors, jwtVerify, SignJWT, type CryptoKey } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import type { Person } from '../../kernel/http/index.ts'
import { openSigningKeys, SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts'

export const ACCESS_TOKEN_S = 15 * 60
const ISSUER = 'kinfolio'
/** RFC 9068: what is signed for something else is no access token, however well it is signed. */
const TYPE = 'at+jwt'
/** A signature is looked at once for as many tokens as are in use; a request then only asks whether it has expired. */
const BELIEVED_MAX = 1_000

const header = z.object({ kid: z.string().min(1).max(100) })
/** `scopes` and `space` are of who came by an API key, and bind what it may. */
const claims = z.object({
  sub: userId,
  sid: sessionId,
  scopes: apiScope.array().optional(),
  space: spaceId.optional(),
})

/** Short-lived JWTs (RFC 9068 in spirit) that say who speaks and by which session. */
export type AccessTokens = {
  issue(person: Person): Promise<{ token: string; expiresInS: number }>
  read(token: string): Promise<TokenHolder | 'expired' | 'invalid'>
}
type TokenHolder = Person & { readonly expiresAt: Date }
type Believed = { holder: TokenHolder; kid: string }
type TokenDeps = { signingKeys: SigningKeys; clock: Clock }

/** Tokens signed with the key of this server, which is made at its first start. */
export async function openAccessTokens(deps: { keysDir: string; clock: Clock }): Promise<AccessTokens> {
  const signingKeys = openSigningKeys(deps)
  // A key that cannot be read stops the start, not the first sign-in.
  await signingKeys.signer()
  return createAccessTokens({ signingKeys, clock: deps.clock })
}

export function createAccessTokens(deps: TokenDeps): AccessTokens {
  const believed = new Map<string, Believed>()
  return {
    issue: async (person) => issue(deps, person),
    async read(token) {
      const seen = believed.get(token) ?? (await verify(deps, token))
      if (typeof seen === 'string') return seen
      // Looked at anew although the signature is known: a key that was rotated at once ends its tokens.
      if ((await deps.signingKeys.verifier(seen.kid)) === undefined) return 'invalid'
      believe(believed, { token, seen })
      return seen.holder.expiresAt > deps.clock.now() ? seen.holder : 'expired'
    },
  }
}

async function issue({ signingKeys, clock }: TokenDeps, person: Person): ReturnType<AccessTokens['issue']> {
  const issuedAt = Math.floor(clock.now().getTime() / 1_000)
  const { kid, key } = await signingKeys.signer()
  const token = await new SignJWT({
    sid: person.sessionId,
    ...(person.scopes && { scopes: person.scopes }),
    ...(person.onlySpaceId && { space: person.onlySpaceId }),
  })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid, typ: TYPE })
    .setSubject(person.userId)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_S)
    .sign(key)
  return { token, expiresInS: ACCESS_TOKEN_S }
}

async function verify({ signingKeys, clock }: TokenDeps, token: string): Promise<Believed | 'expired' | 'invalid'> {
  try {
    // The name is looked up among our own keys; keys and addresses of keys that a token brings along are not read.
    const { kid } = header.parse(decodeProtectedHeader(token))
    const key = await signingKeys.verifier(kid)
    return key === undefined ? 'invalid' : { holder: await holderOf({ token, key, now: clock.now() }), kid }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'expired'
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError) return 'invalid'
    throw error
  }
}

async function holderOf({ token, key, now }: { token: string; key: CryptoKey; now: Date }): Promise<TokenHolder> {
  const { payload } = await jwtVerify(token, key, {
    issuer: ISSUER,
    audience: ISSUER,
    algorithms: [SIGNING_ALGORITHM],
    typ: TYPE,
    currentDate: now,
    requiredClaims: ['exp', 'sub'],
  })
  const { sub, sid, scopes, space } = claims.parse(payload)
  const limits = { ...(scopes && { scopes }), ...(space && { onlySpaceId: space }) }
  return { userId: sub, sessionId: sid, ...limits, expiresAt: new Date((payload.exp ?? 0) * 1_000) }
}

/** The oldest token makes room: it expires first. */
function believe(believed: Map<string, Believed>, { token, seen }: { token: string; seen: Believed }): void {
  if (believed.has(token)) return
  const [oldest] = believed.keys()
  if (believed.size >= BELIEVED_MAX && oldest !== undefined) believed.delete(oldest)
  believed.set(token, seen)
}
