import { z } from 'zod'
import { identityId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const providerNotFound = defineProblem({
  type: '/problems/provider-not-found',
  status: 404,
  title: 'Nobody signs in by this service here',
  extras: { provider: z.string() },
})
export const identityNotFound = defineProblem({
  type: '/problems/identity-not-found',
  status: 404,
  title: 'There is no such linked account',
  extras: { identity_id: identityId },
})
