import type { Clock } from '../../kernel/clock.ts'
import { createSigningKeys, makeSigningKeys, type SigningKeys } from './signing-keys.ts'

/** Keys of a server of their own, kept in no file. */
export function testKeys(clock: Clock): SigningKeys {
  const made = makeSigningKeys()
  return createSigningKeys({ clock, read: async () => made })
}
