import { CHALLENGE_S, type CreationOptions, type RequestOptions } from '@kinfolio/contracts'
import { generateAuthenticationOptions, generateRegistrationOptions } from '@simplewebauthn/server'
import type { PasskeyRow } from './passkey.queries.ts'
import type { RelyingParty } from './relying-party.ts'

/** The name that authenticators show beside the account. */
const PARTY_NAME = 'Kinfolio'
/** Ed25519, ES256, RS256 (RFC 9053): what authenticators have had for years. */
export const ALGORITHMS = [-8, -7, -257]
const TIMEOUT_MS = CHALLENGE_S * 1_000
const AUTHENTICATOR = { residentKey: 'required', requireResidentKey: true, userVerification: 'required' } as const

type Known = Pick<PasskeyRow, 'credential_id' | 'transports'>
export type AskedFor = {
  party: RelyingParty
  name: string
  email: string
  handle: Buffer
  known: readonly Known[]
}

/** Asks for a passkey that tells by itself whose it is, on an authenticator that has none of this person. */
export async function askForNewPasskey({ party, name, email, handle, known }: AskedFor): Promise<CreationOptions> {
  const made = await generateRegistrationOptions({
    rpName: PARTY_NAME,
    rpID: party.id,
    userID: new Uint8Array(handle),
    userName: email,
    userDisplayName: name,
    authenticatorSelection: AUTHENTICATOR,
    supportedAlgorithmIDs: ALGORITHMS,
  })
  return {
    challenge: made.challenge,
    rp: { id: party.id, name: PARTY_NAME },
    user: made.user,
    pubKeyCredParams: made.pubKeyCredParams,
    timeout: TIMEOUT_MS,
    excludeCredentials: known.map(describe),
    authenticatorSelection: AUTHENTICATOR,
    attestation: 'none',
  }
}

/** Asks for one of these passkeys, or for any of this server when none is named. */
export async function askForPasskey(at: { party: RelyingParty; known: readonly Known[] }): Promise<RequestOptions> {
  const { challenge } = await generateAuthenticationOptions({ rpID: at.party.id })
  return {
    challenge,
    rpId: at.party.id,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: at.known.map(describe),
  }
}

function describe(row: Known) {
  return { id: row.credential_id, type: 'public-key' as const, transports: row.transports }
}
