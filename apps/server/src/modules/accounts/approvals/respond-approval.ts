import {
  type ApprovalId,
  approvalExpired,
  approvalNotFound,
  approvalSettled,
  approvalText,
  approvalUnproved,
  type Assertion,
  numberWrong,
} from '@kinfolio/contracts'
import { z } from 'zod'
import type { Tx } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import type { RelyingParty } from '../passkeys/relying-party.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { type ApprovalRow, countWrongNumber, lockApproval } from './approval.queries.ts'
import { isProved } from './prove-approval.ts'
import { settleApproval } from './settle-approval.ts'

/** A slip of the finger is forgiven once. */
export const WRONG_NUMBERS_MAX = 2

export type Response = {
  person: Person
  id: ApprovalId
  isApproved: boolean
  number: string | undefined
  assertion: Assertion | undefined
  signature: string | undefined
  /** Undefined where browsers make no passkeys. */
  party: RelyingParty | undefined
  address: string
}
type Judged = 'approved' | 'denied' | 'unproved' | { triesLeft: number }

/**
 * The answer of another device, once. An approval needs a passkey or the key of the device, over this request and the
 * number that the person typed; a denial needs neither. A number that is wrong twice denies.
 *
 * Throws `approval-not-found`, `approval-settled`, `approval-expired`, `approval-unproved` and `number-wrong`.
 */
export async function respondToApproval(deps: ApprovalDeps, input: Response): Promise<'approved' | 'denied'> {
  const context = { kind: 'person', userId: input.person.userId } as const
  // What a wrong number leaves behind is kept though the answer is a refusal, so that is thrown afterwards.
  const judged = await deps.database.write(context, (tx) => judge(deps, { tx, input }))
  if (judged === 'unproved') throw approvalUnproved({})
  if (typeof judged === 'object') throw numberWrong({ tries_left: judged.triesLeft })
  return judged
}

async function judge(deps: ApprovalDeps, { tx, input }: { tx: Tx; input: Response }): Promise<Judged> {
  const row = await lockApproval(tx, input.id)
  if (row === undefined) throw approvalNotFound({ session_id: input.id })
  if (row.outcome !== null) throw approvalSettled({ outcome: outcome.parse(row.outcome) })
  const now = deps.clock.now()
  if (row.expires_at <= now) throw approvalExpired({})
  const by = { sessionId: input.person.sessionId, address: input.address }
  if (!input.isApproved) {
    await settleApproval(deps, { tx, row, outcome: 'denied', by })
    return 'denied'
  }
  const { number } = input
  if (number === undefined) return 'unproved'
  if (!(await isProved(tx, { ...input, text: textOf(row, number), now }))) return 'unproved'
  if (number === row.number) {
    await settleApproval(deps, { tx, row, outcome: 'approved', by })
    return 'approved'
  }
  const wrong = await countWrongNumber(tx, row.id)
  if (wrong >= WRONG_NUMBERS_MAX) await settleApproval(deps, { tx, row, outcome: 'denied', by })
  return { triesLeft: WRONG_NUMBERS_MAX - wrong }
}

const outcome = z.enum(['approved', 'denied', 'cancelled'])

function textOf({ id, nonce, expires_at }: ApprovalRow, number: string): string {
  return approvalText({ id, action: 'sign-in', nonce, expires_at: expires_at.toISOString() }, { number })
}
