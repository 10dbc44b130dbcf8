import { getMe } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { ask, spaceInUse } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'

/** The space whose things are shown, by name; the personal one has none of its own until its person gives one. */
export function useSpaceName(): string {
  const { data } = useQuery({ queryKey: keys.me, queryFn: ({ signal }) => ask(getMe, { signal }) })
  const inUse = spaceInUse()
  const space = data?.spaces.find((candidate) =>
    inUse === null ? candidate.kind === 'personal' : candidate.id === inUse,
  )
  return space?.name ?? t('nav.personalSpace')
}
