import { type Assertion, type NewCredential, passkeyRefused } from '@kinfolio/contracts'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import { parseJson } from '../../../kernel/parse-json.ts'
import { ALGORITHMS } from './ask-browser.ts'
import type { RelyingParty } from './relying-party.ts'

const clientData = z.object({ challenge: z.string().max(200), crossOrigin: z.boolean().optional() })

/** The challenge that an answer says it answers. Throws `passkey-refused` for what names none, or came out of a frame. */
export function challengeOf(answer: Assertion | NewCredential): string {
  const text = Buffer.from(answer.response.clientDataJSON, 'base64url').toString('utf8')
  const parsed = clientData.safeParse(parseJson(text))
  // Another page that shows ours in a frame could ask in our name.
  if (!parsed.success || parsed.data.crossOrigin === true) throw passkeyRefused({ reason: 'unproved' })
  return parsed.data.challenge
}

export type MadePasskey = {
  credentialId: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
  isSynced: boolean
}

/** What a browser made, when it was made for us, now, and by a person who unlocked it; undefined otherwise. */
export async function checkNewCredential(at: {
  credential: NewCredential
  challenge: string
  party: RelyingParty
}): Promise<MadePasskey | undefined> {
  const { credential, challenge, party } = at
  const checked = await unlessMalformed(async () =>
    verifyRegistrationResponse({
      response: credential,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  if (checked?.verified !== true) return undefined
  const { credential: made, credentialBackedUp } = checked.registrationInfo
  return {
    credentialId: made.id,
    publicKey: made.publicKey,
    counter: made.counter,
    transports: credential.response.transports,
    isSynced: credentialBackedUp,
  }
}

type CheckedAssertion = { counter: number; isSynced: boolean }

/**
 * What an assertion proves, when it was made for us, with this key, by a person who unlocked it; undefined otherwise.
 * The counter is the caller's to compare: only a signature that holds says anything about it.
 */
export async function checkAssertion(at: {
  assertion: Assertion
  challenge: string
  party: RelyingParty
  publicKey: Uint8Array
}): Promise<CheckedAssertion | undefined> {
  const { assertion, challenge, party } = at
  const { userHandle, ...response } = assertion.response
  const checked = await unlessMalformed(async () =>
    verifyAuthenticationResponse({
      response: { ...assertion, response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) } },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: assertion.id, publicKey: new Uint8Array(at.publicKey), counter: 0 },
      requireUserVerification: true,
    }),
  )
  if (checked?.verified !== true) return undefined
  return { counter: checked.authenticationInfo.newCounter, isSynced: checked.authenticationInfo.credentialBackedUp }
}

/** The library throws plain errors for whatever does not hold, down to bytes that are no CBOR: all of them mean no. */
async function unlessMalformed<Answer>(check: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** A counter that stands still or goes back belongs to a copy; synced passkeys do not count and stay at 0. */
export function isCopied(counters: { stored: number; told: number }): boolean {
  return (counters.told > 0 || counters.stored > 0) && counters.told <= counters.stored
}
