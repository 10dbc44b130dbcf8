import { z } from 'zod'
import { defineProblem } from '../problem.ts'

/** Any route may answer these; they are not repeated in each route's list. */
export const invalidRequest = defineProblem({
  type: '/problems/invalid-request',
  status: 400,
  title: 'The request is not of the form this route takes',
  extras: { issues: z.array(z.object({ path: z.string(), message: z.string() })) },
})
export const signInRequired = defineProblem({
  type: '/problems/sign-in-required',
  status: 401,
  title: 'Sign in first',
  extras: { reason: z.enum(['missing', 'expired', 'invalid']) },
})
export const notAllowed = defineProblem({
  type: '/problems/not-allowed',
  status: 403,
  title: 'You may not do this here',
  extras: { action: z.string() },
})
export const scopeMissing = defineProblem({
  type: '/problems/scope-missing',
  status: 403,
  title: 'This API key may not do that',
  extras: { scope: z.string() },
})
export const stepUpRequired = defineProblem({
  type: '/problems/step-up-required',
  status: 403,
  title: 'Prove once more that it is you',
  extras: {},
})
/** `now` is the server's clock in seconds, for a device whose own goes wrong. */
export const deviceProofRequired = defineProblem({
  type: '/problems/device-proof-required',
  status: 403,
  title: 'This request has to be signed by the key of this device',
  extras: { reason: z.enum(['missing', 'invalid', 'expired', 'used']), now: z.int() },
})
export const crossSiteRefused = defineProblem({
  type: '/problems/cross-site-refused',
  status: 403,
  title: 'The request came from another site',
  extras: {},
})
export const notFound = defineProblem({
  type: '/problems/not-found',
  status: 404,
  title: 'There is no such thing here',
  extras: { what: z.string() },
})
export const conflict = defineProblem({
  type: '/problems/conflict',
  status: 409,
  title: 'It was changed meanwhile',
  extras: { what: z.string() },
})
export const bodyTooLarge = defineProblem({
  type: '/problems/body-too-large',
  status: 413,
  title: 'The request is larger than this server accepts',
  extras: { limit_bytes: z.int() },
})
export const tooManyRequests = defineProblem({
  type: '/problems/too-many-requests',
  status: 429,
  title: 'Too many requests',
  extras: { retry_after_s: z.int() },
})
export const outsideServiceFailed = defineProblem({
  type: '/problems/outside-service-failed',
  status: 502,
  title: 'A service outside Kinfolio did not answer as it should',
  extras: { who: z.string() },
})
export const busy = defineProblem({
  type: '/problems/busy',
  status: 503,
  title: 'The server is busy or just starting',
  extras: { retry_after_s: z.int() },
})

export const generalProblems = [
  invalidRequest,
  signInRequired,
  notAllowed,
  scopeMissing,
  stepUpRequired,
  deviceProofRequired,
  crossSiteRefused,
  notFound,
  bodyTooLarge,
  tooManyRequests,
  outsideServiceFailed,
  busy,
] as const
