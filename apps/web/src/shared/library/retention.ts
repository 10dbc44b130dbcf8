import { getRetention } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client.ts'
import { keys } from '../api/keys.ts'

/** How long the trash of the space in use keeps things. */
export const retentionQuery = queryOptions({
  queryKey: keys.retention,
  queryFn: ({ signal }) => ask(getRetention, { signal }),
})
