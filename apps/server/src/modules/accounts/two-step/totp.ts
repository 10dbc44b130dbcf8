import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, 30 seconds. */
const PERIOD_S = 30
/** Clocks may differ by one step. */
const WINDOW_STEPS = 1
/** RFC 4226, section 4: the length of the hash. */
const SECRET_BYTES = 20
const ISSUER = 'Kinfolio'

/** A new secret, in base32. */
export function makeTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** What an authenticator app reads from the QR code. `account` tells several accounts in the app apart. */
export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString()
}

/** The step that a code belongs to, or undefined for one of none near `now`, or of a step up to `lastStep`. */
export function stepOf(
  code: string,
  at: { secret: string; now: Date; lastStep: number | undefined },
): number | undefined {
  const { secret, now, lastStep } = at
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: WINDOW_STEPS })
  if (delta === null) return undefined
  const step = Math.floor(now.getTime() / 1_000 / PERIOD_S) + delta
  return lastStep !== undefined && step <= lastStep ? undefined : step
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: PERIOD_S })
}
