import { mayDo, notAllowed, type Permission } from '@kinfolio/contracts'
import type { Actor } from '../../kernel/http/index.ts'

/**
 * Throws `not-allowed` unless the role in the space may do this. Row-level security keeps spaces apart; this keeps roles
 * apart.
 */
export function requirePermission(actor: Pick<Actor, 'role'>, action: Permission): void {
  if (!mayDo(actor.role, action)) throw notAllowed({ action })
}
