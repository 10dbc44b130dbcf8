import { createHash, randomInt } from 'node:crypto'

export const RECOVERY_CODES = 10
/** Nobody types `0` for `o`, or `1` for `l`: neither is in here. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const SIGNS_PER_GROUP = 4

/** Ten codes of 79 random bits each, as people write them down. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, makeCode)
}

/** What is kept of a code. However it is typed, in capitals or without its dashes, it is the same one. */
export function hashRecoveryCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest()
}

function makeCode(): string {
  const group = (): string => Array.from({ length: SIGNS_PER_GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
