import { z } from 'zod'
import { givenPendingId, PASSWORD_MAX_LENGTH, tokens } from './accounts.ts'
import { sessionId } from './ids.ts'
import { tooManyAttempts } from './problems/accounts.ts'
import { codeWrong, pendingSignInOver, proofWrong, sessionNotFound, totpNotBegun, totpOn } from './problems/doors.ts'
import { route } from './route.ts'

/** As people type it, with or without the gap in the middle. */
const totpCode = z
  .string()
  .max(20)
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/))
const recoveryCode = z.string().min(1).max(64)
const recoveryCodes = z.object({ recovery_codes: z.array(z.string()) })

export const loginWithTotp = route({
  method: 'POST',
  path: '/api/auth/login/totp',
  summary: 'End a sign-in that waits with a code of the authenticator app',
  tag: 'accounts',
  access: 'public',
  body: z.object({ pending_id: givenPendingId, code: totpCode }),
  answer: tokens,
  problems: [codeWrong, pendingSignInOver, tooManyAttempts],
  perMinute: 10,
})

export const loginWithRecoveryCode = route({
  method: 'POST',
  path: '/api/auth/login/recovery-code',
  summary: 'End a sign-in that waits with a recovery code; each works once',
  tag: 'accounts',
  access: 'public',
  body: z.object({ pending_id: givenPendingId, code: recoveryCode }),
  answer: tokens,
  problems: [codeWrong, pendingSignInOver, tooManyAttempts],
  perMinute: 10,
})

export const getTwoStep = route({
  method: 'GET',
  path: '/api/auth/two-step',
  summary: 'Whether signing in takes a code as well, and how many recovery codes are left',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ totp_since: z.iso.datetime().nullable(), recovery_codes_left: z.int() }),
  problems: [],
})

export const beginTotp = route({
  method: 'POST',
  path: '/api/auth/totp',
  summary: 'Get a secret for an authenticator app; it counts once a code confirms it',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  answer: z.object({
    /** Base32, to type by hand. */
    secret: z.string(),
    /** The same as `otpauth://` address, for a QR code. */
    otpauth_uri: z.string(),
  }),
  problems: [totpOn],
})

export const confirmTotp = route({
  method: 'POST',
  path: '/api/auth/totp/confirm',
  summary: 'Turn two-step sign-in on with a first code; answers the recovery codes, this once',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  body: z.object({ code: totpCode }),
  answer: recoveryCodes,
  problems: [codeWrong, totpNotBegun, totpOn],
  perMinute: 10,
})

export const turnOffTotp = route({
  method: 'DELETE',
  path: '/api/auth/totp',
  summary: 'Turn two-step sign-in by codes off',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 204,
  problems: [],
})

export const renewRecoveryCodes = route({
  method: 'POST',
  path: '/api/auth/recovery-codes',
  summary: 'Get ten new recovery codes; the old ones no longer work',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  answer: recoveryCodes,
  problems: [totpNotBegun],
})

export const stepUpMethod = z.enum(['password', 'totp', 'passkey'])
export type StepUpMethod = z.infer<typeof stepUpMethod>

export const getStepUp = route({
  method: 'GET',
  path: '/api/auth/step-up',
  summary: 'By what this person can prove that it is they',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ methods: z.array(stepUpMethod) }),
  problems: [],
})

export const stepUp = route({
  method: 'POST',
  path: '/api/auth/step-up',
  summary: 'Prove once more that it is you, for what asks for it; holds for five minutes',
  tag: 'accounts',
  access: 'person',
  status: 204,
  body: z.object({ method: z.enum(['password', 'totp']), proof: z.string().min(1).max(PASSWORD_MAX_LENGTH) }),
  problems: [proofWrong, tooManyAttempts],
  perMinute: 10,
})

export const signedInSession = z.object({
  id: sessionId,
  /** What the user agent calls itself, such as Firefox; null when it does not say. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  address: z.string(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  /** The one that asks. */
  is_current: z.boolean(),
})
export type SignedInSession = z.infer<typeof signedInSession>

export const listSessions = route({
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'Where this person is signed in, the latest used first',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ sessions: z.array(signedInSession) }),
  problems: [],
})

export const endSession = route({
  method: 'DELETE',
  path: '/api/auth/sessions/:session_id',
  summary: 'Sign out one device, at once',
  tag: 'accounts',
  access: 'person',
  params: z.object({ session_id: sessionId }),
  status: 204,
  problems: [sessionNotFound],
})

export const endOtherSessions = route({
  method: 'POST',
  path: '/api/auth/sessions/end-others',
  summary: 'Sign out every device but this one, at once',
  tag: 'accounts',
  access: 'person',
  status: 204,
  problems: [],
})
