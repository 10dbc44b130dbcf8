import { invitationUnusable, type UserId } from '@kinfolio/contracts'
import { type Database, SIGN_IN } from '../../../kernel/database/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { limitAttempts } from '../../accounts/index.ts'
import { isOpen } from './invitation.ts'
import { readSecret } from './invitation-secret.ts'
import { countWrongCode, findInvitation, type HeldInvitation } from './invitation.queries.ts'

export type Visitor = Parameters<typeof limitAttempts>[1]['visitor']
type ProofDeps = { database: Database; clock: Clock }
type Proof = { code: string; userId?: UserId; visitor: Visitor }

/**
 * The invitation that somebody holds the secret of. A wrong code counts against the address it came from, like a wrong
 * password, and against every open code, from wherever it comes; a token cannot be guessed, and counts for nothing.
 *
 * Throws `invitation-unusable` for whatever does not let them in, and `too-many-attempts`.
 */
export async function proveInvitation(deps: ProofDeps, proof: Proof): Promise<HeldInvitation> {
  const { kind, sha256 } = readSecret(proof.code)
  const prove = async (): Promise<HeldInvitation | undefined> => {
    const found = await deps.database.read(SIGN_IN, (db) => findInvitation(db, { sha256, userId: proof.userId }))
    const holds = found !== undefined && (found.is_member || (isOpen(found, deps.clock.now()) && !found.was_used))
    return holds ? found : undefined
  }
  const held = kind === 'token' ? await prove() : await proveCode(deps, { visitor: proof.visitor, prove })
  if (held === undefined) throw invitationUnusable({})
  return held
}

async function proveCode(
  deps: ProofDeps,
  { visitor, prove }: { visitor: Visitor; prove: () => Promise<HeldInvitation | undefined> },
): Promise<HeldInvitation | undefined> {
  const held = await limitAttempts(deps, { visitor, prove })
  if (held === undefined) await deps.database.write(SIGN_IN, (tx) => countWrongCode(tx, deps.clock.now()))
  return held
}
