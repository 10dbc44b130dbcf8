import { getPage } from '@kinfolio/contracts'
import type { DocumentId, Page, PageId } from '@kinfolio/contracts'
import { queryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { pagesQuery } from '../../shared/library/queries.ts'

type Found = { page: Page | null; isLooking: boolean; error: Error | null; retry: () => void }

/** The page of a number. Pages come in lists, so later lists are fetched until it is among them. */
export function usePage(documentId: DocumentId, number: number): Found {
  const { data, error, isPending, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery(
    pagesQuery(documentId),
  )
  const page = data?.pages.flatMap((list) => list.pages).find((candidate) => candidate.number === number) ?? null
  const isMoreNeeded = page === null && hasNextPage && error === null
  const listCount = data?.pages.length ?? 0
  useEffect(() => {
    if (isMoreNeeded && !isFetching) void fetchNextPage()
    // Counted as well: a list that came at once was never seen as being fetched.
  }, [isMoreNeeded, isFetching, listCount, fetchNextPage])
  return { page, isLooking: isPending || isMoreNeeded, error, retry: () => void refetch() }
}

/** A page with its text, lines and boxes. */
export function pageTextQuery(id: PageId) {
  return queryOptions({
    queryKey: keys.page(id),
    queryFn: ({ signal }) => ask(getPage, { params: { page_id: id }, signal }),
  })
}
