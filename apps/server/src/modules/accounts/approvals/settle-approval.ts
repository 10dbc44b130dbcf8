import type { ApprovalId, SessionId, UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { markPendingCompleted } from '../pending/pending.queries.ts'
import { tellPerson } from '../tell-person.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { type ApprovalRow, type Outcome, settleApprovalRow } from './approval.queries.ts'

type Settling = {
  tx: Tx
  row: ApprovalRow
  outcome: Outcome
  /** Who answered; nobody when whoever asked took it back. */
  by: { sessionId: SessionId; address: string } | undefined
}

/**
 * Answers a request, once, and closes it on every device. Denied, the sign-in is over as well: whoever began it knows the
 * password, so the person hears of it wherever they read.
 */
export async function settleApproval(deps: ApprovalDeps, { tx, row, outcome, by }: Settling): Promise<void> {
  const now = deps.clock.now()
  const userId = row.user_id
  await settleApprovalRow(tx, { id: row.id, outcome, now, bySession: by?.sessionId ?? null })
  if (outcome !== 'cancelled') {
    const object = { kind: 'approval', id: row.id }
    const action = outcome === 'denied' ? 'sign-in.denied' : 'sign-in.approved'
    await recordAudit(tx, { action, actorId: userId, userId, object, address: by?.address ?? '' })
  }
  if (outcome === 'denied') {
    await markPendingCompleted(tx, { id: row.id, now })
    const visitor = { address: row.address, userAgent: row.user_agent }
    await tellPerson(deps, { tx, userId, change: 'sign-in-denied', visitor })
  }
  await announceApproval(deps, { tx, userId, id: row.id, kind: 'approval.settled' })
}

type Announced = { tx: Tx; userId: UserId; id: ApprovalId; kind: 'approval.requested' | 'approval.settled' }

export async function announceApproval(deps: ApprovalDeps, { tx, userId, id, kind }: Announced): Promise<void> {
  await deps.personLog.appendFor(tx, { userIds: [userId], events: [{ kind, ids: { approval_id: id } }] })
}
