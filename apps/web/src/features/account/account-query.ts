import { getAccount } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

export const accountQuery = queryOptions({
  queryKey: [...keys.account, 'own'],
  queryFn: ({ signal }) => ask(getAccount, { signal }),
})
