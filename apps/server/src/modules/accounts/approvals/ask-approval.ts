import { randomBytes, randomInt } from 'node:crypto'
import {
  type ApprovalId,
  approvalDenied,
  approvalExpired,
  approvalUnavailable,
  pendingSignInOver,
  tooManyPrompts,
} from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { findPendingByToken, type FoundPending } from '../pending/complete-pending.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import {
  type ApprovalRow,
  canBeAsked,
  findApproval,
  insertApproval,
  listPromptTimes,
  lockApproval,
  lockAsker,
} from './approval.queries.ts'
import { findAsked } from './find-asked.ts'
import { announceApproval, settleApproval } from './settle-approval.ts'

/** Who knows a password may not ring a person's devices for longer than they have patience. */
export const PROMPTS_MAX = 3
const PROMPT_WINDOW_S = 3_600
const NUMBER_MIN = 10
const NUMBER_MAX = 99
const NONCE_BYTES = 32

export type Asked = { id: ApprovalId; number: string; expiresInS: number }

/**
 * Asks the person's other devices about a sign-in that waits. Asked again while it waits, the same request is answered.
 *
 * Throws `pending-sign-in-over`, `approval-unavailable`, `too-many-prompts`, `approval-denied` and `approval-expired`.
 */
export async function askApproval(deps: ApprovalDeps, { pendingId }: { pendingId: string }): Promise<Asked> {
  const earlier = await findAsked(deps, pendingId)
  if (earlier !== undefined) return askedBefore(earlier, deps.clock.now())
  const pending = await findPendingByToken(deps, pendingId)
  if (!pending.row.methods.includes('approval')) throw approvalUnavailable({})
  const context = { kind: 'person', userId: pending.user.id } as const
  const row = await deps.database.write(context, async (tx) => {
    await lockAsker(tx, pending.user.id)
    return (await findApproval(tx, pending.id)) ?? ask(deps, { tx, pending })
  })
  return askedBefore(row, deps.clock.now())
}

async function ask(deps: ApprovalDeps, { tx, pending }: { tx: Tx; pending: FoundPending }): Promise<ApprovalRow> {
  const now = deps.clock.now()
  const userId = pending.user.id
  if (!(await canBeAsked(tx, { userId, now }))) throw approvalUnavailable({})
  const prompts = await listPromptTimes(tx, { userId, since: new Date(now.getTime() - PROMPT_WINDOW_S * 1_000) })
  const [oldest] = prompts.slice(-PROMPTS_MAX)
  if (prompts.length >= PROMPTS_MAX && oldest !== undefined) {
    const waitS = Math.ceil((oldest.getTime() - now.getTime()) / 1_000) + PROMPT_WINDOW_S
    throw tooManyPrompts({ retry_after_s: waitS }, { retryAfterS: waitS })
  }
  const { address, user_agent } = pending.row
  const row = {
    id: pending.id,
    user_id: userId,
    number: String(randomInt(NUMBER_MIN, NUMBER_MAX + 1)),
    nonce: randomBytes(NONCE_BYTES).toString('base64url'),
    address,
    user_agent,
    created_at: now,
    expires_at: new Date(Math.min(now.getTime() + deps.approvalS * 1_000, pending.row.expires_at.getTime())),
  }
  await insertApproval(tx, row)
  const object = { kind: 'approval', id: pending.id }
  await recordAudit(tx, { action: 'sign-in.approval-asked', actorId: undefined, userId, object, address })
  await announceApproval(deps, { tx, userId, id: pending.id, kind: 'approval.requested' })
  return { ...row, wrong_numbers: 0, outcome: null, settled_at: null, settled_by_session: null }
}

function askedBefore(row: ApprovalRow, now: Date): Asked {
  if (row.outcome === 'denied') throw approvalDenied({})
  if (row.outcome !== null) throw pendingSignInOver({})
  if (row.expires_at <= now) throw approvalExpired({})
  return { id: row.id, number: row.number, expiresInS: secondsUntil(row.expires_at, now) }
}

export function secondsUntil(end: Date, now: Date): number {
  return Math.max(0, Math.ceil((end.getTime() - now.getTime()) / 1_000))
}

/** Whoever asked asks no longer; another way may still end the sign-in. Throws `pending-sign-in-over`. */
export async function cancelApproval(deps: ApprovalDeps, { pendingId }: { pendingId: string }): Promise<void> {
  const asked = await findAsked(deps, pendingId)
  if (asked === undefined) throw pendingSignInOver({})
  await deps.database.write({ kind: 'person', userId: asked.user_id }, async (tx) => {
    const row = await lockApproval(tx, asked.id)
    if (row?.outcome === null) await settleApproval(deps, { tx, row, outcome: 'cancelled', by: undefined })
  })
}
