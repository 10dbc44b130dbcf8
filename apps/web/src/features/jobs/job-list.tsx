import type { Job } from '@kinfolio/contracts'
import { MoreBelow } from '../../shared/ui/more-below.tsx'
import { JobParts } from './job-parts.tsx'
import { JobRow } from './job-row.tsx'

export function JobList({ jobs, hasMore, onMore }: { jobs: readonly Job[]; hasMore: boolean; onMore: () => void }) {
  return (
    <>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface">
        {jobs.map((job) => (
          <li key={job.id} className="px-4 py-3">
            <JobRow job={job} parts={<JobParts job={job} />} />
          </li>
        ))}
      </ul>
      <MoreBelow hasMore={hasMore} onMore={onMore} />
    </>
  )
}
