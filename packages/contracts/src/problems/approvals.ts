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
export const approvalUnavailable = defineProblem({
  type: '/problems/approval-unavailable',
  status: 409,
  title: 'No other device of this account can approve a sign-in',
  extras: {},
})
export const tooManyPrompts = defineProblem({
  type: '/problems/too-many-prompts',
  status: 429,
  title: 'The other devices were asked too often within an hour',
  extras: { retry_after_s: z.int() },
})
export const approvalDenied = defineProblem({
  type: '/problems/approval-denied',
  status: 403,
  title: 'The sign-in was denied on another device',
  extras: {},
})
export const approvalExpired = defineProblem({
  type: '/problems/approval-expired',
  status: 410,
  title: 'Nobody answered this request in time',
  extras: {},
})
export const approvalNotFound = defineProblem({
  type: '/problems/approval-not-found',
  status: 404,
  title: 'There is no such request',
  extras: { session_id: z.string() },
})
export const approvalSettled = defineProblem({
  type: '/problems/approval-settled',
  status: 409,
  title: 'This request was answered before',
  extras: { outcome: z.enum(['approved', 'denied', 'cancelled']) },
})
export const approvalUnproved = defineProblem({
  type: '/problems/approval-unproved',
  status: 403,
  title: 'An approval needs a passkey or the key of this device',
  extras: {},
})
export const numberWrong = defineProblem({
  type: '/problems/number-wrong',
  status: 422,
  title: 'The number is not the one that the other screen shows',
  extras: { tries_left: z.int() },
})
