import type { Job, Page, PageId } from '@kinfolio/contracts'
import type { InfiniteData } from '@tanstack/react-query'

export type PageLists = InfiniteData<{ pages: Page[] }>
export type JobLists = InfiniteData<{ jobs: Job[] }>

/** Shows a page as drawn at once; the list is fetched with its companions a moment later. */
export function withDrawnPage(id: PageId): (lists: PageLists | undefined) => PageLists | undefined {
  return (lists) =>
    lists && {
      ...lists,
      pages: lists.pages.map((list) => ({
        ...list,
        pages: list.pages.map((page) => (page.id === id ? { ...page, draw_status: 'drawn' as const } : page)),
      })),
    }
}

/** Puts a job's progress into every list that shows it. Older news than what is shown is left aside. */
export function withJob(job: Job): (lists: JobLists | undefined) => JobLists | undefined {
  return (lists) =>
    lists && {
      ...lists,
      pages: lists.pages.map((list) => ({
        ...list,
        jobs: list.jobs.map((shown) => (shown.id === job.id && shown.updated_at <= job.updated_at ? job : shown)),
      })),
    }
}
