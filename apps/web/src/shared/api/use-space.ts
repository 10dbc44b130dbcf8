import { getMe, mayDo } from '@kinfolio/contracts'
import type { Permission, Space } from '@kinfolio/contracts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { ask, spaceInUse, subscribeSpace } from './client.ts'
import { keys } from './keys.ts'

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => ask(getMe, { signal }) })

const NO_SPACES: readonly Space[] = []

/** The spaces of the person, the personal one first. */
export function useSpaces(): readonly Space[] {
  return useQuery(meQuery).data?.spaces ?? NO_SPACES
}

/** The space whose things are shown; the personal one unless another was chosen. */
export function useSpace(): Space | null {
  const spaces = useSpaces()
  const inUse = useSyncExternalStore(subscribeSpace, spaceInUse)
  return spaces.find(({ id, kind }) => (inUse === null ? kind === 'personal' : id === inUse)) ?? null
}

/** Whether the person may do this in the space in use. Until their role is known, everything is offered: the server decides. */
export function useMay(): (action: Permission) => boolean {
  const role = useSpace()?.role
  return (action) => role === undefined || mayDo(role, action)
}
