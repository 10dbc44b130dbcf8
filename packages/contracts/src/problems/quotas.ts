import { z } from 'zod'
import { defineProblem } from '../problem.ts'
import { quotaUsage } from '../quota-usage.ts'

export const quotaExceeded = defineProblem({
  type: '/problems/quota-exceeded',
  status: 402,
  title: 'The plan of this space has not enough left for that',
  extras: { quota: quotaUsage, wanted: z.int(), plan: z.string() },
})
export const planNotFound = defineProblem({
  type: '/problems/plan-not-found',
  status: 404,
  title: 'This server has no such plan',
  extras: { plan: z.string() },
})
export const planNotYours = defineProblem({
  type: '/problems/plan-not-yours',
  status: 403,
  title: 'On this server the plan is chosen by whoever runs it',
  extras: {},
})
