import { getUsage, listPlans } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

export const usageQuery = queryOptions({
  queryKey: keys.usage,
  queryFn: ({ signal }) => ask(getUsage, { signal }),
})

export const plansQuery = queryOptions({
  queryKey: [...keys.usage, 'plans'],
  queryFn: ({ signal }) => ask(listPlans, { signal }),
})
