import { createHash, randomBytes, randomInt } from 'node:crypto'
import { CODE_LENGTH } from '@kinfolio/contracts'

const TOKEN_BYTES = 32

/** 256 random bits: nobody guesses them, so that plain SHA-256 is enough to keep them by. */
export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** Short enough to be read over the telephone; what makes it safe is that it lives for minutes and dies of guesses. */
export function makeCode(): string {
  return String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, '0')
}

/** What a person handed in: people type a code with spaces or dashes, a token is taken as it is. */
export function readSecret(given: string): { kind: 'code' | 'token'; sha256: Buffer } {
  const digits = given.replace(/[\s-]/g, '')
  const isCode = digits.length === CODE_LENGTH && /^\d+$/.test(digits)
  return isCode ? { kind: 'code', sha256: hashSecret(digits) } : { kind: 'token', sha256: hashSecret(given.trim()) }
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
