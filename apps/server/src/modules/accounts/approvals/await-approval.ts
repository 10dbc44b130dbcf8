import { setTimeout as sleep } from 'node:timers/promises'
import { approvalDenied, approvalExpired, pendingSignInOver, type Tokens } from '@kinfolio/contracts'
import type { Visitor } from '../open-session.ts'
import { completePending } from '../pending/complete-pending.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { lockApproval, type ApprovalRow } from './approval.queries.ts'
import { secondsUntil } from './ask-approval.ts'
import { findAsked } from './find-asked.ts'

/** Shorter than proxies keep a silent connection. */
export const WAIT_MS = 20_000
const LOOK_MS = 400

type Awaiting = { pendingId: string; visitor: Visitor; waitMs: number; signal?: AbortSignal | undefined }
export type StillWaiting = { number: string; expiresInS: number }

/**
 * Waits for the answer of another device, for as long as one request may take. Approved, it ends the wait of the sign-in
 * and answers the tokens, once.
 *
 * Throws `approval-denied`, `approval-expired`, and `pending-sign-in-over` when nothing was asked or it is done.
 */
export async function awaitApproval(deps: ApprovalDeps, input: Awaiting): Promise<Tokens | StillWaiting> {
  const endMs = performance.now() + input.waitMs
  for (;;) {
    const row = await findAsked(deps, input.pendingId)
    if (row?.outcome === 'approved') return collect(deps, { ...input, row })
    if (row?.outcome === 'denied') throw approvalDenied({})
    if (row?.outcome !== null) throw pendingSignInOver({})
    const now = deps.clock.now()
    if (row.expires_at <= now) throw approvalExpired({})
    if (performance.now() >= endMs) return { number: row.number, expiresInS: secondsUntil(row.expires_at, now) }
    await sleep(LOOK_MS, undefined, { signal: input.signal })
  }
}

async function collect(deps: ApprovalDeps, at: Awaiting & { row: ApprovalRow }): Promise<Tokens> {
  const { pendingId, visitor, row } = at
  const tokens = await completePending(deps, {
    pendingId,
    method: 'approval',
    visitor,
    prove: async (tx) => (await lockApproval(tx, row.id))?.outcome === 'approved',
  })
  if (tokens === undefined) throw pendingSignInOver({})
  return tokens
}
