import { z } from 'zod'
import { tokens } from './accounts.ts'
import { tooManyAttempts } from './problems/accounts.ts'
import {
  authorizationPending,
  deviceCodeExpired,
  deviceDenied,
  slowDown,
  userCodeUnknown,
} from './problems/approvals.ts'
import { route } from './route.ts'

/** Letters that are not taken for one another or for a digit, and spell no words. */
export const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
export const USER_CODE_LENGTH = 8
/** How often a device may ask, in seconds. */
export const DEVICE_CODE_INTERVAL_S = 5
const CLIENT_NAME_MAX_LENGTH = 100

/** As a person types it: in any case, with spaces or a hyphen. */
export const userCode = z
  .string()
  .max(40)
  .overwrite((typed) => typed.toUpperCase().replaceAll(/[\s-]/g, ''))
  .regex(new RegExp(`^[${USER_CODE_LETTERS}]{${USER_CODE_LENGTH}}$`))

export const requestDeviceCode = route({
  method: 'POST',
  path: '/api/auth/device/code',
  summary: 'Begin the sign-in of a device without a keyboard or a browser',
  tag: 'accounts',
  access: 'public',
  body: z.object({ client_name: z.string().trim().max(CLIENT_NAME_MAX_LENGTH).default('') }),
  answer: z.object({
    device_code: z.string(),
    /** Shown on the device, as `ABCD-EFGH`. */
    user_code: z.string(),
    verification_uri: z.url(),
    /** The same with the code in it, for a QR code. */
    verification_uri_complete: z.url(),
    expires_in: z.int(),
    /** Seconds between two questions. */
    interval: z.int(),
  }),
  problems: [],
  perMinute: 10,
})

export const requestDeviceTokens = route({
  method: 'POST',
  path: '/api/auth/device/token',
  summary: 'Ask whether a device was let in, and get its tokens',
  tag: 'accounts',
  access: 'public',
  body: z.object({ device_code: z.string().min(1).max(100) }),
  answer: tokens,
  problems: [authorizationPending, slowDown, deviceCodeExpired, deviceDenied],
  perMinute: 30,
})

const typedCode = z.object({ user_code: userCode })

export const findDeviceRequest = route({
  method: 'POST',
  path: '/api/auth/device/find',
  summary: 'What waits behind the code that a device shows',
  tag: 'accounts',
  access: 'person',
  body: typedCode,
  answer: z.object({
    client_name: z.string(),
    user_agent: z.string(),
    address: z.string(),
    requested_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  }),
  problems: [userCodeUnknown, tooManyAttempts],
  perMinute: 20,
})

export const allowDevice = route({
  method: 'POST',
  path: '/api/auth/device/allow',
  summary: 'Sign the waiting device in as oneself',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 204,
  body: typedCode,
  problems: [userCodeUnknown, tooManyAttempts],
  perMinute: 20,
})

export const denyDevice = route({
  method: 'POST',
  path: '/api/auth/device/deny',
  summary: 'Turn the waiting device away',
  tag: 'accounts',
  access: 'person',
  status: 204,
  body: typedCode,
  problems: [userCodeUnknown, tooManyAttempts],
  perMinute: 20,
})
