import { getMe } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

export const spacesQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => ask(getMe, { signal }) })
