import { collectionId, SEARCH_QUERY_MAX_LENGTH } from '@kinfolio/contracts'
import type { QueryInputOf, search } from '@kinfolio/contracts'

export type SearchFilters = { in?: string | undefined; from?: string | undefined; to?: string | undefined }

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
