import { pendingSignInOver } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { findPendingOwner } from '../pending/pending.queries.ts'
import { hashToken } from '../secret-token.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { type ApprovalRow, findApproval } from './approval.queries.ts'

/** What whoever holds the secret of a sign-in asked before; undefined when they asked nothing. Throws `pending-sign-in-over`. */
export async function findAsked(
  { database }: Pick<ApprovalDeps, 'database'>,
  pendingId: string,
): Promise<ApprovalRow | undefined> {
  const owner = await database.read(SIGN_IN, (db) => findPendingOwner(db, hashToken(pendingId)))
  if (owner === undefined) throw pendingSignInOver({})
  return database.read({ kind: 'person', userId: owner.user_id }, (db) => findApproval(db, owner.id))
}
