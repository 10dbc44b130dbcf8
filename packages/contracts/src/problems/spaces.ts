import { z } from 'zod'
import { defineProblem } from '../problem.ts'
import { invitationId, spaceId, userId } from '../ids.ts'

export const spaceIsPersonal = defineProblem({
  type: '/problems/space-is-personal',
  status: 409,
  title: 'A personal space belongs to one person and cannot be shared or left',
  extras: { space_id: spaceId },
})
export const tooManySpaces = defineProblem({
  type: '/problems/too-many-spaces',
  status: 409,
  title: 'You own as many spaces as one person can have',
  extras: { limit_spaces: z.int() },
})
export const memberNotFound = defineProblem({
  type: '/problems/member-not-found',
  status: 404,
  title: 'There is no such member in this space',
  extras: { user_id: userId },
})
export const lastOwner = defineProblem({
  type: '/problems/last-owner',
  status: 409,
  title: 'A space needs an owner: hand it over first',
  extras: { user_id: userId },
})
export const invitationNotFound = defineProblem({
  type: '/problems/invitation-not-found',
  status: 404,
  title: 'There is no such invitation in this space',
  extras: { invitation_id: invitationId },
})
/** One answer for what never was, is used up, was taken back or ran out: whoever guesses learns nothing. */
export const invitationUnusable = defineProblem({
  type: '/problems/invitation-unusable',
  status: 410,
  title: 'This invitation is not valid, or is valid no more',
  extras: {},
})
export const tooManyInvitations = defineProblem({
  type: '/problems/too-many-invitations',
  status: 409,
  title: 'Too many invitations are open; take one back first',
  extras: { limit_invitations: z.int() },
})
