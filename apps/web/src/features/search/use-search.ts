import { search } from '@kinfolio/contracts'
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { askedFor } from './asked-for.ts'
import type { SearchFilters } from './asked-for.ts'

/** Asking waits until the typing pauses this long. */
const DEBOUNCE_MS = 180
const RESULTS_PER_LIST = 20

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

export function useDebounced<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
