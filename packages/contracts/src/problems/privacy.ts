import { z } from 'zod'
import { spaceId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const notConfirmed = defineProblem({
  type: '/problems/not-confirmed',
  status: 422,
  title: 'What was typed is not what was asked for; nothing was deleted',
  extras: {},
})
export const handOverFirst = defineProblem({
  type: '/problems/hand-over-first',
  status: 409,
  title: 'Others are in spaces that you alone own; hand these over first',
  extras: { spaces: z.array(z.object({ id: spaceId, name: z.string() })) },
})
export const accountNotDeleted = defineProblem({
  type: '/problems/account-not-deleted',
  status: 409,
  title: 'This account is not going to be deleted',
  extras: {},
})
export const accountTooLateToKeep = defineProblem({
  type: '/problems/account-too-late-to-keep',
  status: 409,
  title: 'The time to change one’s mind is over; the account is being deleted',
  extras: {},
})
export const personalSpaceStays = defineProblem({
  type: '/problems/personal-space-stays',
  status: 409,
  title: 'A personal space goes only with its account',
  extras: {},
})
export const spaceNotDeleted = defineProblem({
  type: '/problems/space-not-deleted',
  status: 404,
  title: 'There is no deleted space of yours to bring back',
  extras: {},
})
export const notInTrash = defineProblem({
  type: '/problems/not-in-trash',
  status: 409,
  title: 'Only what lies in the trash can be deleted for good',
  extras: {},
})
