import type { Space } from '@kinfolio/contracts'
import type { Context } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { lockSpace } from '../lock-space.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'

export type NewSpaceName = { actor: Actor; context: Context; name: string; address: string }

export async function renameSpace(deps: SpaceDeps, input: NewSpaceName): Promise<Space> {
  const { actor, name } = input
  return deps.database.write(input.context, async (tx) => {
    const space = await lockSpace(tx, actor)
    requirePermission({ role: space.myRole }, 'rename the space')
    await tx.updateTable('spaces').set({ name }).where('id', '=', space.id).execute()
    const { id: spaceId } = space
    await recordAudit(tx, { action: 'space.renamed', actorId: actor.userId, spaceId, address: input.address })
    await deps.personLog.append(tx, { spaceId, events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
    return { id: spaceId, kind: space.kind, name, role: space.myRole }
  })
}
