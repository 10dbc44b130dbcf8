import { sessionId, userId } from '@kinfolio/contracts'
import {
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  calculateJwkThumbprint,
  type JWK,
} from 'jose'
import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { keptSecret } from '../../kernel/secrets/index.ts'
import type { Person } from '../../kernel/http/index.ts'

export const ACCESS_TOKEN_S = 15 * 60
const ISSUER = 'kinfolio'
const ALGORITHM = 'EdDSA'
/** A signature is looked at once for as many tokens as are in use; a request then only asks whether it has expired. */
const BELIEVED_MAX = 1_000

const claims = z.object({ sub: userId, sid: sessionId })

/** Short-lived JWTs (RFC 9068 in spirit) that say who speaks and by which session. */
export type AccessTokens = {
  issue(person: Person): Promise<{ token: string; expiresInS: number }>
  read(token: string): Promise<TokenHolder | 'expired' | 'invalid'>
}
type TokenHolder = Person & { readonly expiresAt: Date }

/** Tokens signed with the key of this server, which is made at its first start. */
export async function openAccessTokens(deps: { keysDir: string; clock: Clock }): Promise<AccessTokens> {
  const signingKey = await keptSecret(deps.keysDir, { name: 'signing-key.json', make: makeSigningKey })
  return createAccessTokens({ signingKey, clock: deps.clock })
}

/** A new Ed25519 key as JWK text, for `DATA_DIR/keys`. */
export async function makeSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true, crv: 'Ed25519' })
  const jwk = await exportJWK(privateKey)
  return JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk) })
}

export async function createAccessTokens(deps: { signingKey: string; clock: Clock }): Promise<AccessTokens> {
  // The file is ours, written by makeSigningKey; importJWK refuses what is no key.
  const jwk = JSON.parse(deps.signingKey) as JWK
  const privateKey = await importJWK(jwk, ALGORITHM)
  const { d: _secret, ...publicJwk } = jwk
  const publicKey = await importJWK(publicJwk, ALGORITHM)
  const believed = new Map<string, TokenHolder>()

  return {
    async issue(person) {
      const issuedAt = Math.floor(deps.clock.now().getTime() / 1_000)
      const token = await new SignJWT({ sid: person.sessionId })
        .setProtectedHeader({ alg: ALGORITHM, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
        .setSubject(person.userId)
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_S)
        .sign(privateKey)
      return { token, expiresInS: ACCESS_TOKEN_S }
    },
    async read(token) {
      const seen = believed.get(token)
      if (seen !== undefined) return seen.expiresAt > deps.clock.now() ? seen : 'expired'
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          issuer: ISSUER,
          audience: ISSUER,
          algorithms: [ALGORITHM],
          currentDate: deps.clock.now(),
          requiredClaims: ['exp', 'sub'],
        })
        const { sub, sid } = claims.parse(payload)
        const holder = { userId: sub, sessionId: sid, expiresAt: new Date((payload.exp ?? 0) * 1_000) }
        believe(believed, { token, holder })
        return holder
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired'
        if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError)
          return 'invalid'
        throw error
      }
    },
  }
}

/** The oldest token makes room: it expires first. */
function believe(believed: Map<string, TokenHolder>, { token, holder }: { token: string; holder: TokenHolder }): void {
  const [oldest] = believed.keys()
  if (believed.size >= BELIEVED_MAX && oldest !== undefined) believed.delete(oldest)
  believed.set(token, holder)
}
