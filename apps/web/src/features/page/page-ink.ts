import { getPageInk } from '@kinfolio/contracts'
import type { Page } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { fetchFile } from '../../shared/api/client.ts'

/** Packed ink is some megabytes: it is let go soon after the page was left. */
const KEEP_MS = 60_000

/** A page stroke by stroke, for tiles and for the replay. */
export function pageInkQuery(page: Page) {
  return queryOptions({
    queryKey: ['ink', page.id, page.version],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    queryFn: async ({ signal }) => {
      const response = await fetchFile(getPageInk, { params: { page_id: page.id }, signal })
      return new Uint8Array(await response.arrayBuffer())
    },
  })
}
