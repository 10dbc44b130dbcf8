import { type InvitationId, invitationNotFound } from '@kinfolio/contracts'
import type { Context } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { revokeInvitation as revokeRow } from './invitation.queries.ts'

export type Revocation = { actor: Actor; context: Context; id: InvitationId; address: string }

export async function revokeInvitation(deps: SpaceDeps, input: Revocation): Promise<void> {
  const { actor, id, address } = input
  requirePermission(actor, 'invite people')
  const { spaceId, userId } = actor
  await deps.database.write(input.context, async (tx) => {
    if (!(await revokeRow(tx, { spaceId, id, now: deps.clock.now() }))) throw invitationNotFound({ invitation_id: id })
    const object = { kind: 'invitation', id }
    await recordAudit(tx, { action: 'invitation.revoked', actorId: userId, spaceId, object, address })
    await deps.personLog.append(tx, { spaceId, events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
  })
}
