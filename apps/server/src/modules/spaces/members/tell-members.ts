import type { MemberRole, SpaceId, UserId } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Tx } from '../../../kernel/database/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { messages } from '../messages.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { membersChanged } from '../spaces.events.ts'

export type MemberChange = z.infer<typeof membersChanged.body>['change']
type Told = {
  spaceId: SpaceId
  change: MemberChange
  userId: UserId
  role: MemberRole | null
  actorId: UserId
  address: string
}

const ACTIONS = {
  joined: 'member.joined',
  left: 'member.left',
  removed: 'member.removed',
  'role-changed': 'member.role-changed',
  'handed-over': 'space.handed-over',
} as const satisfies Record<MemberChange, string>

/**
 * In the transaction of the change: the audit log, whoever sends notices, and every socket of the members. Whom it is
 * about is told alone as well, since who is out of the space hears nothing more of it.
 */
export async function tellMembers(
  deps: Pick<SpaceDeps, 'events' | 'personLog'>,
  { tx, ...told }: Told & { tx: Tx },
): Promise<void> {
  const { spaceId, userId, actorId, change } = told
  const object = { kind: 'user', id: userId }
  await recordAudit(tx, { action: ACTIONS[change], actorId, spaceId, object, address: told.address })
  await deps.events.announce(tx, membersChanged, {
    spaceId,
    onBehalfOf: actorId,
    title: messages.tellingOfMembers,
    body: { space_id: spaceId, change, user_id: userId, role: told.role },
  })
  const events = [{ kind: 'space.changed', ids: { space_id: spaceId, user_id: userId } }] as const
  await deps.personLog.append(tx, { spaceId, events })
  const isOut = change === 'left' || change === 'removed'
  if (isOut) await deps.personLog.appendFor(tx, { userIds: [userId], events })
}
