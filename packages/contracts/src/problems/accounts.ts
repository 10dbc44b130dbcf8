import { z } from 'zod'
import { defineProblem } from '../problem.ts'

export const wrongCredentials = defineProblem({
  type: '/problems/wrong-credentials',
  status: 401,
  title: 'E-mail or password is wrong',
  extras: {},
})
export const tooManyAttempts = defineProblem({
  type: '/problems/too-many-attempts',
  status: 429,
  title: 'Too many attempts',
  extras: { retry_after_s: z.int() },
})
export const setupCodeWrong = defineProblem({
  type: '/problems/set-up-code-wrong',
  status: 403,
  title: 'The set-up code is not the one this server printed',
  extras: {},
})
export const alreadySetUp = defineProblem({
  type: '/problems/already-set-up',
  status: 409,
  title: 'This server already has an owner',
  extras: {},
})
export const passwordTooWeak = defineProblem({
  type: '/problems/password-too-weak',
  status: 422,
  title: 'The password is too short or too easy to guess',
  extras: { min_length: z.int(), why: z.enum(['short', 'common', 'personal']) },
})
export const sessionEnded = defineProblem({
  type: '/problems/session-ended',
  status: 401,
  title: 'This session has ended; sign in again',
  extras: { reason: z.enum(['expired', 'reused', 'revoked', 'unknown']) },
})
