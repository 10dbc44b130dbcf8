import { z } from 'zod'
import { memberRole, space } from './accounts.ts'
import { userId } from './ids.ts'
import { lastOwner, memberNotFound, spaceIsPersonal, tooManySpaces } from './problems/spaces.ts'
import { route } from './route.ts'

export const SPACE_NAME_MAX_LENGTH = 120
/** Family spaces that one person owns; being invited into others is not limited. */
export const OWNED_SPACES_MAX = 50

const spaceName = z.string().trim().min(1).max(SPACE_NAME_MAX_LENGTH)

export const member = z.object({
  user_id: userId,
  name: z.string(),
  email: z.string(),
  role: memberRole,
  joined_at: z.iso.datetime(),
})
export type Member = z.infer<typeof member>

export const createSpace = route({
  method: 'POST',
  path: '/api/spaces',
  summary: 'Create a family space that one owns',
  tag: 'spaces',
  access: 'person',
  status: 201,
  body: z.object({ name: spaceName }),
  answer: space,
  problems: [tooManySpaces],
})

export const renameSpace = route({
  method: 'PATCH',
  path: '/api/space',
  summary: 'Rename the space',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  body: z.object({ name: spaceName }),
  answer: space,
  problems: [],
})

export const listMembers = route({
  method: 'GET',
  path: '/api/members',
  summary: 'Who is in the space, and in which role',
  tag: 'spaces',
  access: 'space',
  answer: z.object({ members: z.array(member) }),
  problems: [],
})

export const changeMemberRole = route({
  method: 'PATCH',
  path: '/api/members/:member_id',
  summary: 'Give a member another role, up to admin; owners are changed by owners',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  params: z.object({ member_id: userId }),
  body: z.object({ role: memberRole.exclude(['owner']) }),
  answer: member,
  problems: [memberNotFound, lastOwner],
})

export const removeMember = route({
  method: 'DELETE',
  path: '/api/members/:member_id',
  summary: 'Take a member out of the space; what they brought stays',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  status: 204,
  params: z.object({ member_id: userId }),
  problems: [memberNotFound, lastOwner, spaceIsPersonal],
})

export const leaveSpace = route({
  method: 'POST',
  path: '/api/space/leave',
  summary: 'Leave the space; what one brought stays',
  tag: 'spaces',
  access: 'space',
  scope: 'none',
  status: 204,
  problems: [spaceIsPersonal, lastOwner],
})

export const handOverSpace = route({
  method: 'POST',
  path: '/api/space/owner',
  summary: 'Make a member the owner, and become an admin oneself or stay an owner beside them',
  tag: 'spaces',
  access: 'space',
  scope: 'none',
  stepUp: true,
  body: z.object({ member_id: userId, stay_owner: z.boolean().default(false) }),
  answer: z.object({ members: z.array(member) }),
  problems: [memberNotFound],
})
