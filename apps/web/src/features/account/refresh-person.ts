import { session } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'

/** Who one is stands beside the token: it is exchanged, so that every screen says the new name or address. */
export async function refreshPerson(): Promise<void> {
  const token = await session.accessToken()
  if (token !== null) session.tokenRefused(token)
  await session.accessToken()
  await Promise.all([keys.me, keys.account].map(async (queryKey) => queryClient.invalidateQueries({ queryKey })))
}
