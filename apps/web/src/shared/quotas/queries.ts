import { getUsage, listPlans } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client.ts'
import { keys } from '../api/keys.ts'

export const usageQuery = queryOptions({
  queryKey: keys.usage,
  queryFn: ({ signal }) => ask(getUsage, { signal }),
})

export const plansQuery = queryOptions({
  queryKey: [...keys.usage, 'plans'],
  queryFn: ({ signal }) => ask(listPlans, { signal }),
})
