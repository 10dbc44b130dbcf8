import { z } from 'zod'
import { defineProblem } from '../problem.ts'

export const deviceKeyNotFound = defineProblem({
  type: '/problems/device-key-not-found',
  status: 404,
  title: 'There is no such device key',
  extras: { device_key_id: z.string() },
})
export const deviceKeyRefused = defineProblem({
  type: '/problems/device-key-refused',
  status: 422,
  title: 'This device key cannot be registered',
  extras: { why: z.enum(['not-signed-by-it', 'another-key-already', 'key-in-use', 'revoked']) },
})
/** What RFC 8628 calls `authorization_pending`. */
export const authorizationPending = defineProblem({
  type: '/problems/authorization-pending',
  status: 400,
  title: 'Nobody has answered this request yet',
  extras: { interval: z.int() },
})
/** What RFC 8628 calls `slow_down`: ask again no sooner than after `interval` seconds. */
export const slowDown = defineProblem({
  type: '/problems/slow-down',
  status: 400,
  title: 'Ask less often',
  extras: { interval: z.int() },
})
/** What RFC 8628 calls `expired_token`; also for codes that were used or never made. */
export const deviceCodeExpired = defineProblem({
  type: '/problems/expired-token',
  status: 400,
  title: 'This code has run out; begin again on the device',
  extras: {},
})
/** What RFC 8628 calls `access_denied`. */
export const deviceDenied = defineProblem({
  type: '/problems/access-denied',
  status: 403,
  title: 'The sign-in of this device was denied',
  extras: {},
})
export const userCodeUnknown = defineProblem({
  type: '/problems/user-code-unknown',
  status: 410,
  title: 'No device waits with this code',
  extras: {},
})
