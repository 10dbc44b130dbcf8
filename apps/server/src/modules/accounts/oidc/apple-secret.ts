import { importPKCS8, SignJWT } from 'jose'
import type { AppleSecret } from './provider-settings.ts'

/** Apple takes at most six months; a secret that is made whenever one is needed may be far shorter. */
export const APPLE_SECRET_S = 3_600
const AUDIENCE = 'https://appleid.apple.com'

/** The client secret that Apple asks for: a token that the team's own key signs. */
export async function makeAppleSecret(at: AppleSecret & { clientId: string; now: Date }): Promise<string> {
  const issuedAt = Math.floor(at.now.getTime() / 1_000)
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: at.keyId })
    .setIssuer(at.teamId)
    .setSubject(at.clientId)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + APPLE_SECRET_S)
    .sign(await importPKCS8(at.privateKey, 'ES256'))
}
