import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { spaceInUse, subscribeSpace } from '../../shared/api/client.ts'
import { switchSpace } from '../../shared/api/switch-space.ts'
import { meQuery } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** Who is taken out of the space on screen, now or since the last visit, is in their personal one. */
export function useSpaceOfMine(): void {
  const navigate = useNavigate()
  const { data, isFetching } = useQuery(meQuery)
  const inUse = useSyncExternalStore(subscribeSpace, spaceInUse)
  const isLost = data !== undefined && !isFetching && inUse !== null && !data.spaces.some((space) => space.id === inUse)
  const here = data?.spaces.find((space) => space.id === inUse)
  const known = useRef(here)
  useEffect(() => {
    if (here !== undefined) known.current = here
  }, [here])
  useEffect(() => {
    if (!isLost) return
    const name = known.current?.id === spaceInUse() ? known.current?.name : undefined
    void switchSpace(null)
    toasts.show({ text: name === undefined ? t('family.lost') : t('family.lostNamed', { name }), tone: 'bad' })
    void navigate({ to: '/dashboard' })
  }, [isLost, navigate])
}
