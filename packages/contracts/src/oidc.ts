import { z } from 'zod'
import { identityId } from './ids.ts'
import { identityNotFound, providerNotFound } from './problems/oidc.ts'
import { lastWayToSignIn } from './problems/passkeys.ts'
import { route } from './route.ts'

/** Services that people sign in by: `oidc` is any issuer that the configuration names. */
export const signInProvider = z.object({ id: z.string(), name: z.string(), kind: z.enum(['google', 'apple', 'oidc']) })
export type SignInProvider = z.infer<typeof signInProvider>

/** How a person comes back from a service without being signed in; the sign-in screen has the words for each. */
export const comingBack = z.enum([
  'over',
  'declined',
  'failed',
  'closed',
  'invitation-needed',
  'no-address',
  'address-taken',
  'linked-elsewhere',
])
export type ComingBack = z.infer<typeof comingBack>

/** How long a person may stay at the service. */
export const AWAY_S = 10 * 60

const departure = {
  /** Where the browser goes once it is back, below `/dashboard`. */
  next: z.string().max(2_000).optional(),
  /** The code of an invitation, for who has no account yet. */
  invitation: z.string().min(1).max(200).optional(),
}
const provider = z.string().min(1).max(40)
const address = z.object({ address: z.url() })

export const listSignInProviders = route({
  method: 'GET',
  path: '/api/auth/providers',
  summary: 'What people sign in by on this server besides a password',
  tag: 'accounts',
  access: 'public',
  answer: z.object({
    providers: z.array(signInProvider),
    /** Whether browsers can use passkeys at the address that this was asked at. */
    takes_passkeys: z.boolean(),
  }),
  problems: [],
})

export const startProviderSignIn = route({
  method: 'POST',
  path: '/api/auth/oauth',
  summary: 'The address at a configured service to which the browser goes to sign in',
  tag: 'accounts',
  access: 'public',
  body: z.object({ provider, ...departure }),
  answer: address,
  problems: [providerNotFound],
  perMinute: 20,
})

export const startGoogleSignIn = route({
  method: 'POST',
  path: '/api/auth/oauth/google',
  summary: 'The address at Google to which the browser goes to sign in',
  tag: 'accounts',
  access: 'public',
  body: z.object(departure),
  answer: address,
  problems: [providerNotFound],
  perMinute: 20,
})

export const startAppleSignIn = route({
  method: 'POST',
  path: '/api/auth/oauth/apple',
  summary: 'The address at Apple to which the browser goes to sign in',
  tag: 'accounts',
  access: 'public',
  body: z.object(departure),
  answer: address,
  problems: [providerNotFound],
  perMinute: 20,
})

export const identity = z.object({
  id: identityId,
  /** The service, as it is called now; the issuer's address when this server does not know it any more. */
  provider: z.string(),
  /** What the service called the person when it was linked. */
  label: z.string(),
  is_usable: z.boolean(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
})
export type Identity = z.infer<typeof identity>

export const listIdentities = route({
  method: 'GET',
  path: '/api/auth/identities',
  summary: 'The accounts at other services by which the person signs in',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ identities: z.array(identity) }),
  problems: [],
})

export const startLinking = route({
  method: 'POST',
  path: '/api/auth/identities',
  summary: 'The address at a service to which the browser goes to link an account there',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  body: z.object({ provider, next: departure.next }),
  answer: address,
  problems: [providerNotFound],
})

export const unlinkIdentity = route({
  method: 'DELETE',
  path: '/api/auth/identities/:identity_id',
  summary: 'Unlink an account at another service, so that nobody signs in by it any more',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 204,
  params: z.object({ identity_id: identityId }),
  problems: [identityNotFound, lastWayToSignIn],
})
