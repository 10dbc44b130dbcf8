import { z } from 'zod'
import { spaceId, userId } from './ids.ts'
import {
  alreadySetUp,
  passwordTooWeak,
  sessionEnded,
  setupCodeWrong,
  tooManyAttempts,
  wrongCredentials,
} from './problems/accounts.ts'
import { apiKeyRefused } from './problems/register.ts'
import { route } from './route.ts'

export const PASSWORD_MIN_LENGTH = 12
export const PASSWORD_MAX_LENGTH = 1_024

export const user = z.object({ id: userId, name: z.string(), email: z.string() })
export type User = z.infer<typeof user>

export const memberRole = z.enum(['owner', 'admin', 'member', 'view_only'])
export type MemberRole = z.infer<typeof memberRole>

export const space = z.object({ id: spaceId, kind: z.enum(['personal', 'family']), name: z.string(), role: memberRole })
export type Space = z.infer<typeof space>

/** `refresh_token` is null for browsers, which get it as an httpOnly cookie instead. */
export const tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string().nullable(),
  /** Seconds until the access token ends. */
  expires_in: z.int(),
  user,
})
export type Tokens = z.infer<typeof tokens>

/** What an account may ask for beyond a password, or offer in place of it. */
export const signInMethod = z.enum(['totp', 'recovery_code', 'passkey', 'approval'])
export type SignInMethod = z.infer<typeof signInMethod>

/** A sign-in that waits for one proof more. `pending_id` is a secret of whoever began it, good for one sign-in. */
export const pendingSignIn = z.object({
  pending_id: z.string(),
  /** Any one of these ends the wait. */
  methods: z.array(signInMethod).min(1),
  /** Seconds until it has to be begun again. */
  expires_in: z.int(),
})
export type PendingSignIn = z.infer<typeof pendingSignIn>
/** As it comes back from a client. */
export const givenPendingId = z.string().min(1).max(100)

const email = z.email().max(254)
const password = z.string().min(1).max(PASSWORD_MAX_LENGTH)

export const getSetup = route({
  method: 'GET',
  path: '/api/setup',
  summary: 'Whether this server still waits for its owner',
  tag: 'accounts',
  access: 'public',
  answer: z.object({ is_needed: z.boolean() }),
  problems: [],
})

export const setUp = route({
  method: 'POST',
  path: '/api/setup',
  summary: 'Create the owner with the code the server printed at its start',
  tag: 'accounts',
  access: 'public',
  status: 201,
  body: z.object({
    code: z.string().min(1).max(64),
    name: z.string().trim().min(1).max(200),
    email,
    password,
  }),
  answer: tokens,
  problems: [alreadySetUp, setupCodeWrong, passwordTooWeak, tooManyAttempts],
  perMinute: 10,
})

export const login = route({
  method: 'POST',
  path: '/api/auth/login',
  summary: 'Sign in with e-mail and password, or with an API key as bearer token, which gets no refresh token',
  tag: 'accounts',
  access: 'public',
  // Who comes with an API key has nothing more to say, which some clients say with an empty object.
  body: z.union([z.object({ email: z.string().min(1).max(254), password }), z.strictObject({})]).nullish(),
  answer: tokens,
  otherwise: { status: 202, answer: pendingSignIn },
  problems: [wrongCredentials, apiKeyRefused, tooManyAttempts],
  // SH-05 says 10 and SH-11 says 5: where sources differ, security comes first (C-60).
  perMinute: 5,
})

export const refreshTokens = route({
  method: 'POST',
  path: '/api/auth/token/refresh',
  summary: 'Exchange the refresh token for new tokens; each refresh token works once',
  tag: 'accounts',
  access: 'public',
  body: z.object({ refresh_token: z.string().max(200).optional() }),
  answer: tokens,
  problems: [sessionEnded],
})

export const logout = route({
  method: 'POST',
  path: '/api/auth/logout',
  summary: 'End this session and its tokens',
  tag: 'accounts',
  access: 'person',
  status: 204,
  problems: [],
})

export const getMe = route({
  method: 'GET',
  path: '/api/me',
  summary: 'Who is signed in, and their spaces',
  tag: 'accounts',
  access: 'person',
  // A key has to learn where it is; of spaces it is told its own.
  scope: 'read',
  answer: z.object({ user, spaces: z.array(space) }),
  problems: [],
})
