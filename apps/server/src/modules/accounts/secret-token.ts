import { createHash, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32

/** A secret for a client, and what the database keeps of it. */
export function makeSecretToken(): { token: string; sha256: Buffer } {
  const token = randomBytes(SECRET_BYTES).toString('base64url')
  return { token, sha256: hashToken(token) }
}

/** Plain SHA-256 is enough: the token has 256 random bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
