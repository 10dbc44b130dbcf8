import { approvalId, type ApprovalId, type PendingSignIn, type SignInMethod, type UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Tx } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { USER_AGENT_MAX_LENGTH, type Visitor } from '../open-session.ts'
import { makeSecretToken } from '../secret-token.ts'
import { insertPending } from './pending.queries.ts'

/** A sign-in that has not ended by then is begun again. */
export const PENDING_S = 120

/**
 * Lets a sign-in wait for one of `methods`, in a transaction of the person. `id` names it to the person's other devices;
 * the answer's `pending_id` is the secret of whoever began it.
 */
export async function openPending(
  deps: { clock: Clock },
  input: { tx: Tx; userId: UserId; visitor: Visitor; methods: SignInMethod[] },
): Promise<{ id: ApprovalId; answer: PendingSignIn }> {
  const { tx, userId, visitor, methods } = input
  const now = deps.clock.now()
  const id = newId(approvalId)
  const { token, sha256 } = makeSecretToken()
  await insertPending(tx, {
    id,
    token_sha256: sha256,
    user_id: userId,
    address: visitor.address,
    user_agent: visitor.userAgent.slice(0, USER_AGENT_MAX_LENGTH),
    methods,
    created_at: now,
    expires_at: new Date(now.getTime() + PENDING_S * 1_000),
  })
  return { id, answer: { pending_id: token, methods, expires_in: PENDING_S } }
}
