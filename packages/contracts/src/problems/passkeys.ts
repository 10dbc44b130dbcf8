import { z } from 'zod'
import { passkeyId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

/** Browsers tie passkeys to a name and a secure connection; an address of numbers, or plain http, has neither. */
export const passkeysUnavailable = defineProblem({
  type: '/problems/passkeys-unavailable',
  status: 409,
  title: 'Passkeys do not work at this address',
  extras: {},
})
/**
 * `over`: the challenge was used before, ran out, or was made for something else. `unknown`: nobody here has this passkey.
 * `unproved`: what came does not prove that the person held the passkey and unlocked it. `copied`: it counts backwards,
 * which is what a copy looks like.
 */
export const passkeyRefused = defineProblem({
  type: '/problems/passkey-refused',
  status: 403,
  title: 'This passkey was not accepted',
  extras: { reason: z.enum(['over', 'unknown', 'unproved', 'copied']) },
})
export const passkeyNotFound = defineProblem({
  type: '/problems/passkey-not-found',
  status: 404,
  title: 'There is no such passkey',
  extras: { passkey_id: passkeyId },
})
export const tooManyPasskeys = defineProblem({
  type: '/problems/too-many-passkeys',
  status: 409,
  title: 'This account has as many passkeys as an account may have',
  extras: { limit: z.int() },
})
export const lastWayToSignIn = defineProblem({
  type: '/problems/last-way-to-sign-in',
  status: 409,
  title: 'Without this you could not sign in any more',
  extras: {},
})
