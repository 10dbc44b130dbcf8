import { approvalUnavailable, type Approval } from '@kinfolio/contracts'
import { bind } from '../../../kernel/bind.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { findSigningKey } from '../device-keys/device-key.queries.ts'
import { describeAgent } from '../sessions/agent-words.ts'
import { hasPasskey } from '../passkeys/passkey.queries.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { type ApprovalRow, asksWhenNew, canBeAsked, listOpenApprovals, setAsksWhenNew } from './approval.queries.ts'
import { askApproval, cancelApproval } from './ask-approval.ts'
import { awaitApproval } from './await-approval.ts'
import { respondToApproval } from './respond-approval.ts'

export type Approvals = ReturnType<typeof createApprovals>
type Settings = { asks_when_new: boolean; can_be_asked: boolean }

export function createApprovals(deps: ApprovalDeps) {
  const cases = { askApproval, awaitApproval, cancelApproval, respondToApproval }
  return bind(deps, { ...cases, listApprovals, readSettings, changeSettings })
}

/** What waits for this person. By what they may approve depends on the session that asks. */
async function listApprovals(
  deps: ApprovalDeps,
  { person, hasParty }: { person: Person; hasParty: boolean },
): Promise<Approval[]> {
  const { userId, sessionId } = person
  return deps.database.read({ kind: 'person', userId }, async (db) => {
    const rows = await listOpenApprovals(db, { userId, now: deps.clock.now() })
    const ways: Approval['ways'] = []
    if (hasParty && (await hasPasskey(db, userId))) ways.push('passkey')
    if ((await findSigningKey(db, sessionId)) !== undefined) ways.push('device_key')
    return rows.map((row) => present(row, ways))
  })
}

function present(row: ApprovalRow, ways: Approval['ways']): Approval {
  const { id, nonce, address, user_agent } = row
  return {
    id,
    action: 'sign-in',
    nonce,
    address,
    ...describeAgent(user_agent),
    requested_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    ways,
  }
}

async function readSettings(deps: ApprovalDeps, { person: { userId } }: { person: Person }): Promise<Settings> {
  return deps.database.read({ kind: 'person', userId }, async (db) => ({
    asks_when_new: await asksWhenNew(db, userId),
    can_be_asked: await canBeAsked(db, { userId, now: deps.clock.now() }),
  }))
}

/** Throws `approval-unavailable` where it would be switched on with no device that could answer. */
async function changeSettings(
  deps: ApprovalDeps,
  { person, asks, address }: { person: Person; asks: boolean; address: string },
): Promise<Settings> {
  const { userId } = person
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const isPossible = await canBeAsked(tx, { userId, now: deps.clock.now() })
    if (asks && !isPossible) throw approvalUnavailable({})
    await setAsksWhenNew(tx, { userId, asks })
    const action = asks ? 'approvals.switched-on' : 'approvals.switched-off'
    await recordAudit(tx, { action, actorId: userId, userId, address })
    await deps.personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: {} }] })
    return { asks_when_new: asks, can_be_asked: isPossible }
  })
}
