import { getMe } from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { ask, spaceInUse } from './client.ts'
import { keys } from './keys.ts'

/** The space whose things are shown; the personal one unless another was chosen. */
export function useSpace(): Space | null {
  const { data } = useQuery({ queryKey: keys.me, queryFn: ({ signal }) => ask(getMe, { signal }) })
  const inUse = spaceInUse()
  return data?.spaces.find(({ id, kind }) => (inUse === null ? kind === 'personal' : id === inUse)) ?? null
}
