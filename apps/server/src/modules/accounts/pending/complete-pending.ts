import {
  type ApprovalId,
  pendingSignInOver,
  type SignInMethod,
  type Tokens,
  type User,
  type UserId,
} from '@kinfolio/contracts'
import { SIGN_IN, type Database, type Tx } from '../../../kernel/database/index.ts'
import { findUser } from '../account.queries.ts'
import { forgetFailures } from '../attempt.queries.ts'
import { recordAudit } from '../audit.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import { beginSession, type OpenSessionDeps, type Visitor } from '../open-session.ts'
import { hashToken } from '../secret-token.ts'
import {
  countAttempt,
  findPending,
  findPendingOwner,
  lockPending,
  markPendingCompleted,
  type PendingRow,
} from './pending.queries.ts'

/** Wrong proofs that one sign-in survives; they also count against the account and the address. */
export const PENDING_ATTEMPTS_MAX = 5

/** A sign-in that waits, as whoever holds its secret finds it. */
export type FoundPending = { id: ApprovalId; user: User; row: PendingRow }
type Completing = {
  pendingId: string
  method: SignInMethod
  visitor: Visitor
  /**
   * Whether the proof holds, in the transaction that opens the session: what it uses up is used up with it. It answers
   * false for a wrong proof, and throws for none, or the attempt would not be counted.
   */
  prove(tx: Tx, pending: PendingRow): Promise<boolean>
}

/**
 * Ends the wait of a sign-in once, with a proof by one of its methods: answers the tokens of a new session, or undefined
 * when the proof does not hold.
 *
 * Throws `pending-sign-in-over` when it is unknown, has run out, is done, or was tried too often, and `too-many-attempts`.
 */
export async function completePending(deps: OpenSessionDeps, input: Completing): Promise<Tokens | undefined> {
  const { id, user, row } = await findPendingByToken(deps, input.pendingId)
  if (!row.methods.includes(input.method)) throw pendingSignInOver({})
  const { visitor, method } = input
  const attempt = async (): Promise<Tokens | undefined> =>
    deps.database.write({ kind: 'person', userId: user.id }, async (tx) => {
      const pending = await lockPending(tx, id)
      if (pending === undefined || isOver(pending, deps.clock.now())) throw pendingSignInOver({})
      if (!(await input.prove(tx, pending))) return refuse(tx, { id, userId: user.id, visitor, method })
      await markPendingCompleted(tx, { id, now: deps.clock.now() })
      return beginSession(deps, { tx, user, visitor })
    })
  const tokens = await limitAttempts(deps, { visitor, account: user.email, prove: attempt })
  if (tokens !== undefined) await deps.database.write(SIGN_IN, (tx) => forgetFailures(tx, [`account ${user.email}`]))
  return tokens
}

/** Finds a sign-in that still waits. Throws `pending-sign-in-over`. */
export async function findPendingByToken(
  deps: { database: Database; clock: OpenSessionDeps['clock'] },
  pendingId: string,
): Promise<FoundPending> {
  const owner = await deps.database.read(SIGN_IN, (db) => findPendingOwner(db, hashToken(pendingId)))
  if (owner === undefined) throw pendingSignInOver({})
  const { row, user } = await deps.database.read({ kind: 'person', userId: owner.user_id }, async (db) => ({
    row: await findPending(db, owner.id),
    user: await findUser(db, owner.user_id),
  }))
  if (row === undefined || user === undefined || isOver(row, deps.clock.now())) throw pendingSignInOver({})
  return { id: owner.id, row, user }
}

/** Whether nothing can end the wait any more. */
function isOver(pending: PendingRow, now: Date): boolean {
  return pending.completed_at !== null || pending.expires_at <= now || pending.attempts >= PENDING_ATTEMPTS_MAX
}

type Refused = { id: ApprovalId; userId: UserId; visitor: Visitor; method: SignInMethod }

async function refuse(tx: Tx, { id, userId, visitor, method }: Refused): Promise<undefined> {
  await countAttempt(tx, id)
  await recordAudit(tx, {
    action: 'sign-in.second-factor-wrong',
    actorId: undefined,
    userId,
    object: { kind: method, id },
    address: visitor.address,
  })
}
