import { z } from 'zod'
import { passwordTooWeak, tooManyAttempts, wrongCredentials } from './problems/accounts.ts'
import { emailTaken, linkWorksNoMore, mailNotConfigured } from './problems/register.ts'
import { emailAddress, newPassword, personName } from './register.ts'
import { route } from './route.ts'

const SECRET_MAX_LENGTH = 200
const secret = z.string().min(1).max(SECRET_MAX_LENGTH)

export const verifyEmail = route({
  method: 'POST',
  path: '/api/auth/email/verify',
  summary: 'Prove with the link of a mail that its address is read',
  tag: 'accounts',
  access: 'public',
  body: z.object({ token: secret }),
  answer: z.object({ email: z.string() }),
  problems: [linkWorksNoMore, emailTaken],
  perMinute: 10,
})

export const askPasswordReset = route({
  method: 'POST',
  path: '/api/auth/password/forgot',
  summary: 'Ask for a link that sets a new password; the answer is the same for every address',
  tag: 'accounts',
  access: 'public',
  status: 204,
  body: z.object({ email: z.string().min(1).max(254) }),
  problems: [mailNotConfigured, tooManyAttempts],
  perMinute: 5,
})

export const resetPassword = route({
  method: 'POST',
  path: '/api/auth/password/reset',
  summary: 'Set a new password with the link of a mail; every session ends',
  tag: 'accounts',
  access: 'public',
  status: 204,
  body: z.object({ token: secret, password: newPassword }),
  problems: [linkWorksNoMore, passwordTooWeak],
  perMinute: 10,
})

/** What a person's own account is like, beyond their name. */
export const account = z.object({
  email_is_verified: z.boolean(),
  /** The address they want instead, until they follow the link sent there. */
  new_email: z.string().nullable(),
  has_password: z.boolean(),
  sends_mail: z.boolean(),
})
export type Account = z.infer<typeof account>

export const getAccount = route({
  method: 'GET',
  path: '/api/me/account',
  summary: 'Whether the address is verified and a password is set',
  tag: 'accounts',
  access: 'person',
  answer: account,
  problems: [],
})

export const sendVerification = route({
  method: 'POST',
  path: '/api/me/email/send-link',
  summary: 'Send the link that verifies the address once more',
  tag: 'accounts',
  access: 'person',
  status: 204,
  problems: [mailNotConfigured, tooManyAttempts],
})

export const changeEmail = route({
  method: 'PUT',
  path: '/api/me/email',
  summary: 'Change the address; where the server sends mail, once the link sent there was followed',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  body: z.object({ email: emailAddress }),
  answer: account,
  problems: [emailTaken, tooManyAttempts],
})

export const changePassword = route({
  method: 'PUT',
  path: '/api/me/password',
  summary: 'Change the password, with the old one or a proof of the last minutes; other sessions end',
  tag: 'accounts',
  access: 'person',
  status: 204,
  body: z.object({ old_password: newPassword.optional(), new_password: newPassword }),
  problems: [wrongCredentials, passwordTooWeak, tooManyAttempts],
})

export const changeName = route({
  method: 'PATCH',
  path: '/api/me',
  summary: 'Change the name that others see',
  tag: 'accounts',
  access: 'person',
  status: 204,
  body: z.object({ name: personName }),
  problems: [],
})
