import { getDocumentSpace, type DocumentId } from '@kinfolio/contracts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { CallFailed } from '../api/call-failed.ts'
import { call, spaceInUse, subscribeSpace } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { switchSpace } from '../api/switch-space.ts'
import { useSpaces } from '../api/use-space.ts'
import { t } from '../messages/messages.ts'
import { toasts } from '../ui/toasts.ts'

/** Where a document is of which the space in use knows nothing; null when it is in none of the person's spaces. */
function whereQuery(id: DocumentId) {
  return queryOptions({
    // Outlives a change of the space in use, which is what it leads to.
    queryKey: [...keys.me, 'space of', id],
    queryFn: async ({ signal }) => {
      const found = await call(getDocumentSpace, { params: { document_id: id }, signal })
      return found.ok ? found.answer.space_id : null
    },
  })
}

/** Whether what was asked for is not there, which another space may have. */
export function isNotFound(error: Error | null): boolean {
  return error instanceof CallFailed && error.failure.status === 404
}

/**
 * Follows a link to a document of another space of the person: that space is shown then, and said. True while it is being
 * looked for. Only the space in which the screen was opened is left; who changes it afterwards did so on purpose.
 */
export function useFollowing(id: DocumentId, { isMissing }: { isMissing: boolean }): boolean {
  const inUse = useSyncExternalStore(subscribeSpace, spaceInUse)
  const [openedIn] = useState(inUse)
  const spaces = useSpaces()
  const mayFollow = isMissing && inUse === openedIn
  const { data: spaceId, isPending } = useQuery({ ...whereQuery(id), enabled: mayFollow })
  const there = mayFollow ? spaces.find((space) => space.id === spaceId) : undefined
  const target = there?.kind === 'personal' ? null : there?.id
  const isElsewhere = target !== undefined && target !== inUse
  const name = there?.name ?? ''
  useEffect(() => {
    if (!isElsewhere) return
    void switchSpace(target)
    toasts.show({ text: t('switch.followed', { name }) })
  }, [isElsewhere, target, name])
  return mayFollow && (isPending || isElsewhere)
}
