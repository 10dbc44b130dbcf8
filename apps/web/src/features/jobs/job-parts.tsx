import type { Job } from '@kinfolio/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { MoreBelow } from '../../shared/ui/more-below.tsx'
import { JobRow } from './job-row.tsx'
import { jobsQuery } from './queries.ts'

/** Whether a job can have parts: batches count their work, single steps do not. */
function isBatch({ progress }: Job): boolean {
  return progress.total > 1 && progress.unit !== 'bytes'
}

/** The parts of a batch, fetched when somebody unfolds it. */
export function JobParts({ job }: { job: Job }) {
  const [isOpen, setOpen] = useState(false)
  if (!isBatch(job)) return null
  return (
    <details className="-mb-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex min-h-11 items-center text-13 text-accent">{t('jobs.parts')}</summary>
      {isOpen ? <Parts job={job} /> : null}
    </details>
  )
}

function Parts({ job }: { job: Job }) {
  const parts = useInfiniteQuery(jobsQuery({ parent_id: job.id }))
  if (parts.error !== null) return <FailureNote error={parts.error} onRetry={() => void parts.refetch()} />
  if (parts.isPending) return <Loading />
  return (
    <>
      <ul className="divide-y divide-line border-l-2 border-line pl-4">
        {parts.data.pages
          .flatMap((list) => list.jobs)
          .map((part) => (
            <li key={part.id} className="py-2">
              <JobRow job={part} />
            </li>
          ))}
      </ul>
      <MoreBelow
        hasMore={parts.hasNextPage}
        onMore={() => (parts.isFetching ? undefined : void parts.fetchNextPage())}
      />
    </>
  )
}
