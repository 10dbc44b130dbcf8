import type { SecondFactor } from '../pending/second-factor.ts'
import { hasPasskey } from './passkey.queries.ts'

/**
 * It never asks by itself: whoever wants more than a password signs in by the passkey alone. Where something else asks it
 * proves as much, and cannot be typed into a page that only looks like ours.
 */
export const passkeyFactor: SecondFactor = {
  method: 'passkey',
  standing: async (db, userId) => ((await hasPasskey(db, userId)) ? 'helps' : 'absent'),
}
