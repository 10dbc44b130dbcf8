import { type Assertion, passkeyRefused, type RequestOptions, type Tokens } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { findUser } from '../account.queries.ts'
import { recordAudit } from '../audit.queries.ts'
import { openSession, type Visitor } from '../open-session.ts'
import { askForPasskey } from './ask-browser.ts'
import { type Challenge, keepChallenge } from './challenge.queries.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { listPasskeyRows, type PasskeyRow } from './passkey.queries.ts'
import type { RelyingParty } from './relying-party.ts'
import { usePasskey } from './use-passkey.ts'

/** Asks for any passkey of this server, without saying which there are. */
export async function startPasskeySignIn(
  deps: PasskeyDeps,
  { party }: { party: RelyingParty },
): Promise<{ options: RequestOptions }> {
  return askFor(deps, { party, rows: [], challenge: { purpose: 'sign-in', userId: null } })
}

/**
 * Exchanges a passkey for tokens. No second factor is asked for: whoever used it held it, and unlocked it by finger, face
 * or PIN. Throws `passkey-refused` and `too-many-attempts`.
 */
export async function signInByPasskey(
  deps: PasskeyDeps,
  { assertion, party, visitor }: { assertion: Assertion; party: RelyingParty; visitor: Visitor },
): Promise<Tokens> {
  const used = await usePasskey(deps, { assertion, purpose: 'sign-in', party, visitor, expected: undefined })
  const user = await deps.database.read({ kind: 'person', userId: used.userId }, async (db) =>
    findUser(db, used.userId),
  )
  if (user === undefined) throw passkeyRefused({ reason: 'unknown' })
  return openSession(deps, { user, visitor })
}

/** Asks a person who is signed in for one of their passkeys. */
export async function startPasskeyProof(
  deps: PasskeyDeps,
  { person, party }: { person: Person; party: RelyingParty },
): Promise<{ options: RequestOptions }> {
  const { userId } = person
  const rows = await deps.database.read({ kind: 'person', userId }, async (db) => listPasskeyRows(db, userId))
  return askFor(deps, { party, rows, challenge: { purpose: 'proof', userId } })
}

/** The session is as good as new for what is critical. Throws `passkey-refused` and `too-many-attempts`. */
export async function proveByPasskey(
  deps: PasskeyDeps,
  at: { person: Person; assertion: Assertion; party: RelyingParty; visitor: Visitor },
): Promise<void> {
  const { person, ...answer } = at
  await usePasskey(deps, {
    ...answer,
    purpose: 'proof',
    expected: person.userId,
    alongside: async (tx, userId) => {
      const proved = { proved_at: deps.clock.now() }
      await tx.updateTable('sessions').set(proved).where('id', '=', person.sessionId).execute()
      const about = { userId, object: { kind: 'session', id: person.sessionId }, address: at.visitor.address }
      await recordAudit(tx, { action: 'session.proved', actorId: userId, ...about })
    },
  })
}

type Asking = { party: RelyingParty; rows: readonly PasskeyRow[]; challenge: Challenge }

/** Asks for one of these passkeys, or for any where there are none, and keeps what the answer has to sign. */
export async function askFor(
  deps: PasskeyDeps,
  { party, rows, challenge }: Asking,
): Promise<{ options: RequestOptions }> {
  const options = await askForPasskey({ party, known: rows })
  await deps.database.write(SIGN_IN, async (tx) =>
    keepChallenge(tx, { ...challenge, challenge: options.challenge, now: deps.clock.now() }),
  )
  return { options }
}
