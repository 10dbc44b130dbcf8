import { proofWrong, type StepUpMethod, type UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { findPasswordHash, findUser, markProved } from '../account.queries.ts'
import { recordAudit } from '../audit.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import type { Visitor } from '../open-session.ts'
import type { Passwords } from '../password.ts'
import { type ProveDeps, proveTotp } from '../two-step/prove.ts'
import { stepUpMethods } from './step-up-methods.ts'

export type StepUpDeps = ProveDeps & { database: Database; passwords: Passwords }
type Input = { person: Person; visitor: Visitor; method: 'password' | 'totp'; proof: string }

/** By what a person can prove that it is they, the usual way first. */
export async function listStepUpMethods(
  deps: { database: Database },
  { person: { userId } }: { person: Person },
): Promise<StepUpMethod[]> {
  return deps.database.read({ kind: 'person', userId }, async (db) => {
    const had: StepUpMethod[] = []
    for (const { method, isHad } of stepUpMethods) if (await isHad(db, userId)) had.push(method)
    return had
  })
}

/**
 * Proves that the person at the session still is the one who signed in. Failures count like wrong passwords at the door.
 *
 * Throws `proof-wrong` and `too-many-attempts`.
 */
export async function stepUp(deps: StepUpDeps, input: Input): Promise<void> {
  const { person, visitor, method } = input
  const context = { kind: 'person', userId: person.userId } as const
  const user = await deps.database.read(context, (db) => findUser(db, person.userId))
  const isProved = await limitAttempts(deps, {
    visitor,
    ...(user === undefined ? {} : { account: user.email }),
    prove: async () => (await (method === 'password' ? byPassword : byTotp)(deps, input)) || undefined,
  })
  if (!isProved) throw proofWrong({ method })
}

async function byPassword(deps: StepUpDeps, { person, visitor, proof }: Input): Promise<boolean> {
  const context = { kind: 'person', userId: person.userId } as const
  const stored = await deps.database.read(context, (db) => findPasswordHash(db, person.userId))
  if (!(await deps.passwords.verify(proof, stored))) return false
  await deps.database.write(context, (tx) => proveSession(deps, { tx, person, visitor, method: 'password' }))
  return true
}

async function byTotp(deps: StepUpDeps, { person, visitor, proof }: Input): Promise<boolean> {
  return deps.database.write({ kind: 'person', userId: person.userId }, async (tx) => {
    const code = proof.replace(/\s/g, '')
    if (!(await proveTotp(deps, { tx, userId: person.userId, code }))) return false
    await proveSession(deps, { tx, person, visitor, method: 'totp' })
    return true
  })
}

/** What every way of proving it ends in: the session's proof is fresh, and the log says by what. */
async function proveSession(
  deps: { clock: Clock },
  { tx, person, visitor, method }: { tx: Tx; person: Person; visitor: Visitor; method: StepUpMethod },
): Promise<void> {
  const userId: UserId = person.userId
  await markProved(tx, { id: person.sessionId, now: deps.clock.now() })
  await recordAudit(tx, {
    action: 'session.proved',
    actorId: userId,
    userId,
    object: { kind: method, id: person.sessionId },
    address: visitor.address,
  })
}
