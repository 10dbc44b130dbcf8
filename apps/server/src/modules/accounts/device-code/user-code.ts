import { createHash, randomBytes, randomInt } from 'node:crypto'
import { USER_CODE_LENGTH, USER_CODE_LETTERS } from '@kinfolio/contracts'

const SECRET_BYTES = 32

/** 20 letters to the power of 8: 34 bits, which the throttle makes unguessable for the minutes a code lives. */
export function makeUserCode(): string {
  const letters = Array.from({ length: USER_CODE_LENGTH }, () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)])
  return letters.join('')
}

/** The long code, which the device alone knows. */
export function makeDeviceCode(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** As a device shows it: two words of four are read out and typed more easily than one of eight. */
export function spelledOut(code: string): string {
  return `${code.slice(0, USER_CODE_LENGTH / 2)}-${code.slice(USER_CODE_LENGTH / 2)}`
}

export function hashCode(code: string): Buffer {
  return createHash('sha256').update(code).digest()
}
