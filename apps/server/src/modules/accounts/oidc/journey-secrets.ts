import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 32

/** What a browser that leaves for a service takes along: all of it is needed to come back. */
export type JourneySecrets = {
  /** In the address, through the service's hands. */
  state: string
  /** In a cookie, which the service never sees. */
  browser: string
}

export function makeJourneySecrets(): JourneySecrets {
  return { state: secret(), browser: secret() }
}

/**
 * The nonce and the verifier of PKCE come out of the cookie: whoever has no cookie has neither, and the database, which
 * keeps hashes alone, could not sign anybody in.
 */
export function derivedSecrets(browser: string): { nonce: string; verifier: string } {
  const derive = (purpose: string): string => createHmac('sha256', browser).update(purpose).digest('base64url')
  return { nonce: derive('nonce'), verifier: derive('verifier of PKCE') }
}

export function hashSecret(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export function isSameSecret(given: string, keptSha256: Buffer): boolean {
  return timingSafeEqual(hashSecret(given), keptSha256)
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url')
