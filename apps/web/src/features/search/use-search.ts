import { collectionId, search, SEARCH_QUERY_MAX_LENGTH } from '@kinfolio/contracts'
import type { QueryInputOf } from '@kinfolio/contracts'
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

/** Asking waits until the typing pauses this long. */
export const DEBOUNCE_MS = 180
export const RESULTS_PER_LIST = 20

export type SearchFilters = { in?: string | undefined; from?: string | undefined; to?: string | undefined }

export function searchQuery(q: string, filters: SearchFilters = {}) {
  const asked = askedFor(q, filters)
  return infiniteQueryOptions({
    queryKey: [...keys.search, asked],
    enabled: asked.q !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal, pageParam }) =>
      ask(search, { query: { ...asked, offset: pageParam, limit: RESULTS_PER_LIST }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last, all) =>
      last.has_more ? all.reduce((sum, { results }) => sum + results.length, 0) : undefined,
  })
}

/** What is sent; filters that an edited address made invalid are left out rather than refused. */
export function askedFor(
  q: string,
  filters: SearchFilters,
): Pick<QueryInputOf<typeof search>, 'q' | 'collection_id' | 'from' | 'to'> {
  const day = (value: string | undefined): string | undefined =>
    value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
  return {
    q: q.trim().slice(0, SEARCH_QUERY_MAX_LENGTH),
    collection_id: collectionId.safeParse(filters.in).data,
    from: day(filters.from),
    to: day(filters.to),
  }
}

export function useDebounced<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
