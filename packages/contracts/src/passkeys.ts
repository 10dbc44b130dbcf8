import { z } from 'zod'
import { givenPendingId, tokens } from './accounts.ts'
import { passkeyId } from './ids.ts'
import {
  lastWayToSignIn,
  passkeyNotFound,
  passkeyRefused,
  passkeysUnavailable,
  tooManyPasskeys,
} from './problems/passkeys.ts'
import { tooManyAttempts } from './problems/accounts.ts'
import { pendingSignInOver } from './problems/doors.ts'
import { quotaExceeded } from './problems/quotas.ts'
import { emailTaken, invitationNeeded, signUpClosed } from './problems/register.ts'
import { invitationUnusable } from './problems/spaces.ts'
import { emailAddress, INVITATION_MAX_LENGTH, personName } from './register.ts'
import { route } from './route.ts'

export const PASSKEYS_MAX = 20
export const PASSKEY_NAME_MAX_LENGTH = 100
/** How long a person has to answer what their browser asks. */
export const CHALLENGE_S = 5 * 60

const knownCredential = z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()) })
/** What a browser takes as `publicKey` to make a passkey (WebAuthn Level 3, the JSON form); binary values in base64url. */
export const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
  /** In milliseconds. */
  timeout: z.int(),
  excludeCredentials: z.array(knownCredential),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
export type CreationOptions = z.infer<typeof creationOptions>
/** The same to use one. Any passkey of this server will do where none is named. */
export const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal('required'),
  allowCredentials: z.array(knownCredential),
})
export type RequestOptions = z.infer<typeof requestOptions>

const base64url = (maxLength: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(maxLength)

/** WebAuthn allows 1,023 bytes for the id of a credential, and browsers send a few kilobytes of statement. */
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
}
export const newCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(40_000),
    transports: z.array(z.string().max(20)).max(10).default([]),
  }),
})
export type NewCredential = z.infer<typeof newCredential>
export const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(100).optional(),
  }),
})
export type Assertion = z.infer<typeof assertion>

const passkeyName = z.string().trim().min(1).max(PASSKEY_NAME_MAX_LENGTH)
export const passkey = z.object({
  id: passkeyId,
  name: z.string(),
  /** Whether a vault of its maker copies it to the person's other devices. */
  is_synced: z.boolean(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
})
export type Passkey = z.infer<typeof passkey>

export const listPasskeys = route({
  method: 'GET',
  path: '/api/auth/passkeys',
  summary: 'The passkeys of the signed-in person, oldest first',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ passkeys: z.array(passkey) }),
  problems: [],
})

export const startPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/register/options',
  summary: 'What the browser needs to make a passkey for the signed-in person',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  answer: z.object({ options: creationOptions }),
  problems: [passkeysUnavailable, tooManyPasskeys],
})

export const addPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/register',
  summary: 'Keep the passkey that the browser made',
  tag: 'accounts',
  access: 'person',
  status: 201,
  body: z.object({ name: passkeyName, credential: newCredential }),
  answer: passkey,
  problems: [passkeysUnavailable, passkeyRefused, tooManyPasskeys],
})

const invitation = z.string().min(1).max(INVITATION_MAX_LENGTH).optional()

export const startNewcomerPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/newcomer/options',
  summary: 'What the browser needs to make a passkey for somebody who has no account yet',
  tag: 'accounts',
  access: 'public',
  body: z.object({ name: personName, email: emailAddress, invitation }),
  /** The same for an address that has an account. */
  answer: z.object({ options: creationOptions }),
  problems: [passkeysUnavailable, signUpClosed, invitationNeeded],
  perMinute: 30,
})

export const registerByPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/newcomer',
  summary: 'Create an account that is signed in to by the passkey that the browser made',
  tag: 'accounts',
  access: 'public',
  status: 201,
  /** The person's name and address are those that the options were asked for. */
  body: z.object({ credential: newCredential, passkey_name: passkeyName, invitation }),
  /** As of a registration with a password: null where the account opens with the link of a mail. */
  answer: z.object({ tokens: tokens.nullable() }),
  problems: [
    passkeysUnavailable,
    passkeyRefused,
    signUpClosed,
    invitationNeeded,
    emailTaken,
    tooManyAttempts,
    invitationUnusable,
    quotaExceeded,
  ],
  perMinute: 5,
})

export const startPasskeySignIn = route({
  method: 'POST',
  path: '/api/auth/webauthn/authenticate/options',
  summary: 'What the browser needs to sign in by any passkey it has for this server',
  tag: 'accounts',
  access: 'public',
  answer: z.object({ options: requestOptions }),
  problems: [passkeysUnavailable],
  perMinute: 30,
})

export const signInByPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/authenticate',
  summary: 'Sign in by a passkey alone',
  tag: 'accounts',
  access: 'public',
  body: z.object({ credential: assertion }),
  answer: tokens,
  problems: [passkeysUnavailable, passkeyRefused, tooManyAttempts],
  perMinute: 10,
})

export const startPasskeyStep = route({
  method: 'POST',
  path: '/api/auth/login/passkey/options',
  summary: 'What the browser needs to end a sign-in that waits by a passkey',
  tag: 'accounts',
  access: 'public',
  body: z.object({ pending_id: givenPendingId }),
  answer: z.object({ options: requestOptions }),
  problems: [passkeysUnavailable, pendingSignInOver],
  perMinute: 30,
})

export const loginWithPasskey = route({
  method: 'POST',
  path: '/api/auth/login/passkey',
  summary: 'End a sign-in that waits by a passkey of the same person',
  tag: 'accounts',
  access: 'public',
  body: z.object({ pending_id: givenPendingId, credential: assertion }),
  answer: tokens,
  problems: [passkeysUnavailable, passkeyRefused, pendingSignInOver, tooManyAttempts],
  perMinute: 10,
})

export const startPasskeyProof = route({
  method: 'POST',
  path: '/api/auth/webauthn/authenticate/proof/options',
  summary: 'What the browser needs to prove that it is still the same person',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ options: requestOptions }),
  problems: [passkeysUnavailable],
})

export const proveByPasskey = route({
  method: 'POST',
  path: '/api/auth/webauthn/authenticate/proof',
  summary: 'Prove by a passkey that it is still the same person, for the next five minutes',
  tag: 'accounts',
  access: 'person',
  status: 204,
  body: z.object({ credential: assertion }),
  problems: [passkeysUnavailable, passkeyRefused, tooManyAttempts],
})

export const renamePasskey = route({
  method: 'PATCH',
  path: '/api/auth/passkeys/:passkey_id',
  summary: 'Give a passkey another name',
  tag: 'accounts',
  access: 'person',
  params: z.object({ passkey_id: passkeyId }),
  body: z.object({ name: passkeyName }),
  answer: passkey,
  problems: [passkeyNotFound],
})

export const removePasskey = route({
  method: 'DELETE',
  path: '/api/auth/passkeys/:passkey_id',
  summary: 'Forget a passkey, so that nobody signs in by it any more',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 204,
  params: z.object({ passkey_id: passkeyId }),
  problems: [passkeyNotFound, lastWayToSignIn],
})
