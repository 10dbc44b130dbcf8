import { randomInt } from 'node:crypto'
import { forgetSecret, keptSecret } from '../../kernel/secrets/index.ts'

const FILE_NAME = 'set-up-code'
/** Without signs that look alike. 12 of 30 are 58 bits, far beyond ten guesses a minute. */
const SIGNS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const GROUPS = 3
const GROUP_LENGTH = 4

/** The code that proves that one can read the server's own output. It stays the same until it is used. */
export function createSetupCode(keysFolder: string) {
  return {
    read: async () => keptSecret(keysFolder, { name: FILE_NAME, make: makeSetupCode }),
    forget: async () => forgetSecret(keysFolder, FILE_NAME),
  }
}

export function makeSetupCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
