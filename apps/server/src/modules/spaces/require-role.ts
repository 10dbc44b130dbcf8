import { type MemberRole, notAllowed } from '@kinfolio/contracts'
import type { Actor } from '../../kernel/http/index.ts'

const RANK: Record<MemberRole, number> = { view_only: 0, member: 1, admin: 2, owner: 3 }

/**
 * Throws `not-allowed` unless the role in the space is this high. Row-level security keeps spaces apart; this keeps
 * roles apart.
 */
export function requireRole(actor: Pick<Actor, 'role'>, wish: { atLeast: MemberRole; action: string }): void {
  if (RANK[actor.role] < RANK[wish.atLeast]) throw notAllowed({ action: wish.action })
}
