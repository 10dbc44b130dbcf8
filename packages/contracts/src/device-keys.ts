import { z } from 'zod'
import { deviceKeyId } from './ids.ts'
import { deviceKeyNotFound, deviceKeyRefused } from './problems/approvals.ts'
import { route } from './route.ts'

/**
 * The header that signs a request: a compact JWS of the device's key over `requestProof`, with its thumbprint (RFC 7638) as
 * `kid` and `typ` PROOF_TYPE. Demanded on critical requests of a session that has a device key.
 */
export const PROOF_HEADER = 'X-Kinfolio-Proof'
export const PROOF_TYPE = 'kinfolio-proof+jwt'
/** How far the clock of a device may be from the server's, and how long a proof can be used at most. */
export const PROOF_S = 60

/** What a proof says, after RFC 9449: this very request, now, once. */
export const requestProof = z.object({
  htm: z.string(),
  /** Path and query, as they are sent: a server may be known by several names. */
  htu: z.string(),
  /** SHA-256 of the body as it is sent, base64url; of nothing without a body. */
  body: z.string(),
  /** SHA-256 of the access token, base64url: a proof is worth nothing beside another one. */
  ath: z.string(),
  iat: z.int(),
  jti: z.string().min(16).max(100),
})
export type RequestProof = z.infer<typeof requestProof>

const coordinate = z.string().regex(/^[\w-]{43}$/)
const p256 = { kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }
/** Public halves only: what else a key holds is not taken, least of all its private half. */
export const signingKey = z.union([
  z.object(p256),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
])
export type SigningKey = z.infer<typeof signingKey>
export const agreementKey = z.union([
  z.object(p256),
  z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: coordinate }),
])
export type AgreementKey = z.infer<typeof agreementKey>

export const deviceKey = z.object({
  id: deviceKeyId,
  signing: signingKey,
  agreement: agreementKey.nullable(),
  /** What the browser or program calls itself, as far as a person would recognise it. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  address: z.string(),
  is_of_this_session: z.boolean(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
})
export type DeviceKey = z.infer<typeof deviceKey>

export const registerDeviceKey = route({
  method: 'POST',
  path: '/api/auth/device-keys',
  summary: 'Bind this session to a key of its device; the request is signed by that key',
  tag: 'accounts',
  access: 'person',
  body: z.object({ signing: signingKey, agreement: agreementKey.nullable().default(null) }),
  answer: deviceKey,
  problems: [deviceKeyRefused],
})

export const listDeviceKeys = route({
  method: 'GET',
  path: '/api/auth/device-keys',
  summary: 'The keys of the devices that are signed in',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ device_keys: z.array(deviceKey) }),
  problems: [],
})

export const revokeDeviceKey = route({
  method: 'DELETE',
  path: '/api/auth/device-keys/:device_key_id',
  summary: 'Refuse a device key from now on, and end the session that it is bound to',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 204,
  params: z.object({ device_key_id: deviceKeyId }),
  problems: [deviceKeyNotFound],
})
