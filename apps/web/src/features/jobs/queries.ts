import { listJobs } from '@kinfolio/contracts'
import type { JobId, JobState } from '@kinfolio/contracts'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

const JOBS_PER_LIST = 50

const noCursor: string | null = null

type Which = { state?: JobState | undefined; parent_id?: JobId }

/** Jobs of the space, newest first; with a parent, the parts of that batch. */
export function jobsQuery(which: Which) {
  const key =
    which.parent_id === undefined ? [...keys.jobs, 'list', which.state ?? 'all'] : keys.jobParts(which.parent_id)
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ signal, pageParam }) =>
      ask(listJobs, { query: { ...which, cursor: pageParam ?? undefined, limit: JOBS_PER_LIST }, signal }),
    initialPageParam: noCursor,
    getNextPageParam: (last) => last.next_cursor,
  })
}
