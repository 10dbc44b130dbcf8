import { randomBytes } from 'node:crypto'
import { type CreationOptions, type NewCredential, passkeyRefused, type Tokens } from '@kinfolio/contracts'
import { z } from 'zod'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import { keepPasskey } from './add-passkey.ts'
import { askForNewPasskey } from './ask-browser.ts'
import { keepChallenge, takeChallenge } from './challenge.queries.ts'
import { challengeOf, checkNewCredential } from './check-answer.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { findPasskeyOwner } from './passkey.queries.ts'
import type { RelyingParty } from './relying-party.ts'

/** As the ids of people, and no id of anybody: an authenticator is to know nothing of an account that is not there yet. */
const HANDLE_BYTES = 16

const newcomer = z.object({ name: z.string(), email: z.string(), handle: z.string() })

/**
 * Asks the browser of somebody new for a passkey, the same way whether or not their address has an account.
 *
 * Throws `sign-up-closed` and `invitation-needed` for who need not make one.
 */
export async function startNewcomerPasskey(
  deps: PasskeyDeps,
  input: { name: string; email: string; invitation?: string | undefined; party: RelyingParty },
): Promise<{ options: CreationOptions }> {
  const { name, party } = input
  deps.admission.require(input.invitation)
  const email = input.email.trim()
  const handle = randomBytes(HANDLE_BYTES)
  const options = await askForNewPasskey({ party, name, email, handle, known: [] })
  const about = { name, email, handle: handle.toString('base64url') }
  const kept = {
    challenge: options.challenge,
    purpose: 'newcomer',
    userId: null,
    about,
    now: deps.clock.now(),
  } as const
  await deps.database.write(SIGN_IN, async (tx) => keepChallenge(tx, kept))
  return { options }
}

type RegisterByPasskey = {
  party: RelyingParty
  credential: NewCredential
  /** Of the passkey. */
  name: string
  invitation?: string | undefined
  visitor: Visitor
}

/**
 * Creates the person for whom the passkey was made; undefined where their account opens with the link of a mail, and the
 * passkey with it.
 *
 * Throws `passkey-refused`, and what a registration with a password throws.
 */
export async function registerByPasskey(deps: PasskeyDeps, input: RegisterByPasskey): Promise<Tokens | undefined> {
  const { party, credential, visitor, invitation } = input
  deps.admission.require(invitation)
  const now = deps.clock.now()
  const challenge = challengeOf(credential)
  const taken = await deps.database.write(SIGN_IN, async (tx) =>
    takeChallenge(tx, { challenge, purpose: 'newcomer', now }),
  )
  if (taken === undefined) throw passkeyRefused({ reason: 'over' })
  const { name, email, handle } = newcomer.parse(taken.about)
  const made = await checkNewCredential({ credential, challenge, party })
  const isTaken =
    made !== undefined &&
    (await deps.database.read(SIGN_IN, async (db) => findPasskeyOwner(db, made.credentialId))) !== undefined
  if (made === undefined || isTaken) throw passkeyRefused({ reason: 'unproved' })
  return deps.registering.registerWithPasskey({
    name,
    email,
    invitation,
    visitor,
    async keepWayIn(tx, { userId, isPending }) {
      const passkey = { made, name: input.name, handle: Buffer.from(handle, 'base64url'), isPending }
      const { id } = await keepPasskey(tx, { ...passkey, userId, now })
      const object = { kind: 'passkey', id }
      await recordAudit(tx, { action: 'passkey.added', actorId: userId, userId, object, address: visitor.address })
    },
  })
}
