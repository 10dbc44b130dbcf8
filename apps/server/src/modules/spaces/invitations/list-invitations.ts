import type { Invitation } from '@kinfolio/contracts'
import type { Context } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { listOpenInvitations } from './invitation.queries.ts'

/** Those that still work, for whoever may invite. */
export async function listInvitations(
  { database, clock }: SpaceDeps,
  { actor, context }: { actor: Actor; context: Context },
): Promise<Invitation[]> {
  requirePermission(actor, 'invite people')
  return database.read(context, (db) => listOpenInvitations(db, { spaceId: actor.spaceId, now: clock.now() }))
}
