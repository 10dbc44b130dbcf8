import { z } from 'zod'
import { defineProblem } from '../problem.ts'

export const signUpClosed = defineProblem({
  type: '/problems/sign-up-closed',
  status: 403,
  title: 'Nobody can register on this server',
  extras: {},
})
export const invitationNeeded = defineProblem({
  type: '/problems/invitation-needed',
  status: 403,
  title: 'Registering here takes an invitation that still holds',
  extras: {},
})
export const emailTaken = defineProblem({
  type: '/problems/email-taken',
  status: 409,
  title: 'There is an account with this address already',
  extras: {},
})
export const linkWorksNoMore = defineProblem({
  type: '/problems/link-works-no-more',
  status: 410,
  title: 'This link was used already, is too old, or was cut short',
  extras: {},
})
export const mailNotConfigured = defineProblem({
  type: '/problems/mail-not-configured',
  status: 409,
  title: 'This server sends no mail',
  extras: {},
})
export const apiKeyNotFound = defineProblem({
  type: '/problems/api-key-not-found',
  status: 404,
  title: 'There is no such API key',
  extras: { api_key_id: z.string() },
})
export const tooManyApiKeys = defineProblem({
  type: '/problems/too-many-api-keys',
  status: 409,
  title: 'There are as many API keys as one person may have; revoke one first',
  extras: { limit: z.int() },
})
export const apiKeyRefused = defineProblem({
  type: '/problems/api-key-refused',
  status: 401,
  title: 'This API key is unknown, has run out or was revoked',
  extras: {},
})
