import { createInvitation } from '@kinfolio/contracts'
import type { Holdings, World } from '../access-world.ts'
import type { Row } from './row.ts'

async function newMember(world: World): Promise<Partial<Holdings>> {
  return { member_id: await world.join('member') }
}

async function newInvitation(world: World): Promise<Partial<Holdings>> {
  const asking = { method: 'POST', url: createInvitation.path, json: { kind: 'link', role: 'view_only' } } as const
  const token = await world.signIn(world.people.owner)
  const { invitation } = createInvitation.answer.parse(
    (await world.ask({ ...asking, token, space: world.own.space_id })).json(),
  )
  return { invitation_id: invitation.id }
}

const guessed = { code: 'guessed'.repeat(6) }

/** Family spaces, their members and who is invited. */
export const spacesRows: Record<string, Row> = {
  createSpace: { for: 'signed in', json: () => ({ name: 'Another family' }) },
  renameSpace: { for: 'rename the space', json: () => ({ name: 'Family' }) },
  listMembers: { for: 'see members' },
  changeMemberRole: { for: 'change roles', json: () => ({ role: 'view_only' }) },
  removeMember: { for: 'remove people', first: newMember },
  leaveSpace: { for: 'leave the space', spends: 'membership' },
  handOverSpace: {
    for: 'hand over the space',
    json: async (world) => ({ ...(await newMember(world)), stay_owner: true }),
  },

  createInvitation: { for: 'invite people', json: () => ({ kind: 'link', role: 'member' }) },
  listInvitations: { for: 'invite people' },
  revokeInvitation: { for: 'invite people', first: newInvitation },
  previewInvitation: { for: 'everybody', answer: 410, json: () => guessed },
  acceptInvitation: { for: 'signed in', answer: 410, json: () => guessed },
}
