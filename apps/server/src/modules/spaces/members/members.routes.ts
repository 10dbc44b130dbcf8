import { changeMemberRole, handOverSpace, leaveSpace, listMembers, removeMember } from '@kinfolio/contracts'
import type { Database } from '../../../kernel/database/index.ts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Spaces } from '../create-spaces.ts'
import { requirePermission } from '../require-permission.ts'
import { listMembers as listMemberRows } from './member.queries.ts'

type MemberCases = Pick<Spaces, 'changeMemberRole' | 'removeMember' | 'leaveSpace' | 'handOverSpace'>

export function serveMembers(serve: Serve, { spaces, database }: { spaces: MemberCases; database: Database }): void {
  serve(listMembers, async ({ actor, context }) => {
    requirePermission(actor, 'see members')
    return { members: await database.read(context, (db) => listMemberRows(db, actor.spaceId)) }
  })
  serve(changeMemberRole, async ({ actor, context, params, body, request }) =>
    spaces.changeMemberRole({ actor, context, userId: params.member_id, role: body.role, address: request.ip }),
  )
  serve(removeMember, async ({ actor, params, request }) => {
    await spaces.removeMember({ actor, userId: params.member_id, address: request.ip })
    return {}
  })
  serve(leaveSpace, async ({ actor, request }) => {
    await spaces.leaveSpace({ actor, address: request.ip })
    return {}
  })
  serve(handOverSpace, async ({ actor, context, body, request }) => {
    const wish = { actor, context, userId: body.member_id, staysOwner: body.stay_owner, address: request.ip }
    return { members: await spaces.handOverSpace(wish) }
  })
}
