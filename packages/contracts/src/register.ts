import { z } from 'zod'
import { PASSWORD_MAX_LENGTH, tokens } from './accounts.ts'
import { passwordTooWeak, tooManyAttempts } from './problems/accounts.ts'
import { emailTaken, invitationNeeded, signUpClosed } from './problems/register.ts'
import { quotaExceeded } from './problems/quotas.ts'
import { invitationUnusable } from './problems/spaces.ts'
import { route } from './route.ts'

export const PERSON_NAME_MAX_LENGTH = 200
export const INVITATION_MAX_LENGTH = 200

/** Who may register: nobody, whoever was invited, or anybody. */
export const signUpMode = z.enum(['closed', 'invite', 'open'])
export type SignUpMode = z.infer<typeof signUpMode>

export const personName = z.string().trim().min(1).max(PERSON_NAME_MAX_LENGTH)
export const emailAddress = z.email().max(254)
export const newPassword = z.string().min(1).max(PASSWORD_MAX_LENGTH)

export const getSignUp = route({
  method: 'GET',
  path: '/api/auth/register',
  summary: 'Who may register here, and whether this server sends mail',
  tag: 'accounts',
  access: 'public',
  answer: z.object({ mode: signUpMode, sends_mail: z.boolean() }),
  problems: [],
})

export const register = route({
  method: 'POST',
  path: '/api/auth/register',
  summary: 'Create an account with a space of its own',
  tag: 'accounts',
  access: 'public',
  status: 201,
  body: z.object({
    name: personName,
    email: emailAddress,
    password: newPassword,
    invitation: z.string().min(1).max(INVITATION_MAX_LENGTH).optional(),
  }),
  /**
   * Where the server sends mail, the account opens with the link in it and `tokens` is null, whether or not the address
   * had an account before. Elsewhere the person is signed in at once.
   */
  answer: z.object({ tokens: tokens.nullable() }),
  problems: [
    signUpClosed,
    invitationNeeded,
    emailTaken,
    passwordTooWeak,
    tooManyAttempts,
    invitationUnusable,
    quotaExceeded,
  ],
  perMinute: 5,
})
