import { z } from 'zod'
import { sessionId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const pendingSignInOver = defineProblem({
  type: '/problems/pending-sign-in-over',
  status: 410,
  title: 'This sign-in has run out or is done; begin again',
  extras: {},
})
export const codeWrong = defineProblem({
  type: '/problems/code-wrong',
  status: 403,
  title: 'The code is wrong, too old, or was used before',
  extras: {},
})
/** Not 401: the session is sound, and a client would exchange its tokens for nothing. */
export const proofWrong = defineProblem({
  type: '/problems/proof-wrong',
  status: 403,
  title: 'This does not prove that it is you',
  extras: { method: z.string() },
})
export const totpOn = defineProblem({
  type: '/problems/totp-on',
  status: 409,
  title: 'Two-step sign-in is on already; turn it off to set up another app',
  extras: {},
})
export const totpNotBegun = defineProblem({
  type: '/problems/totp-not-begun',
  status: 409,
  title: 'Two-step sign-in is not set up; begin with a new secret',
  extras: {},
})
export const sessionNotFound = defineProblem({
  type: '/problems/session-not-found',
  status: 404,
  title: 'There is no such session',
  extras: { session_id: sessionId },
})
