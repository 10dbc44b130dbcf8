import {
  awaitApproval,
  cancelApproval,
  changeApprovalSettings,
  getApprovalSettings,
  listApprovals,
  requestApproval,
  respondToApproval,
} from '@kinfolio/contracts'
import { otherwise, type Serve } from '../../../kernel/http/index.ts'
import { handOver, visitorOf } from '../visits.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import type { Approvals } from './approvals.ts'
import { WAIT_MS } from './await-approval.ts'

export type ApprovalRoutes = { approvals: Approvals; publicUrl: URL | undefined }

export function serveApprovals(serve: Serve, { approvals, publicUrl }: ApprovalRoutes): void {
  serve(requestApproval, async ({ body }) => {
    const { id, number, expiresInS } = await approvals.askApproval({ pendingId: body.pending_id })
    return { session_id: id, number, expires_in: expiresInS }
  })
  serve(awaitApproval, async ({ body, request, reply, signal }) => {
    const visitor = visitorOf(request)
    const outcome = await approvals.awaitApproval({ pendingId: body.pending_id, visitor, waitMs: WAIT_MS, signal })
    return 'access_token' in outcome
      ? handOver({ request, reply, tokens: outcome })
      : otherwise({ number: outcome.number, expires_in: outcome.expiresInS })
  })
  serve(cancelApproval, async ({ body }) => {
    await approvals.cancelApproval({ pendingId: body.pending_id })
    return {}
  })
  serve(listApprovals, async ({ person, request }) => {
    const hasParty = relyingPartyOf({ publicUrl, request }) !== undefined
    return { approvals: await approvals.listApprovals({ person, hasParty }) }
  })
  serve(respondToApproval, async ({ person, body, request }) => {
    const { session_id: id, approved: isApproved, number, assertion, signature } = body
    const party = relyingPartyOf({ publicUrl, request })
    const answer = { id, isApproved, number, assertion, signature }
    return { outcome: await approvals.respondToApproval({ person, ...answer, party, address: request.ip }) }
  })
  serve(getApprovalSettings, async ({ person }) => approvals.readSettings({ person }))
  serve(changeApprovalSettings, async ({ person, body, request }) =>
    approvals.changeSettings({ person, asks: body.asks_when_new, address: request.ip }),
  )
}
