import { jobState } from '@kinfolio/contracts'
import type { JobState } from '@kinfolio/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { JobList } from './job-list.tsx'
import { jobsQuery } from './queries.ts'

/** What the server does for this space, live. */
export function JobsScreen() {
  const { state } = useSearch({ from: '/frame/dashboard/jobs' })
  const jobs = useInfiniteQuery(jobsQuery({ state }))
  const shown = jobs.data?.pages.flatMap((list) => list.jobs) ?? []
  useTitle(t('jobs.title'))
  return (
    <div className="mx-auto max-w-4xl px-4 py-6 md:px-8 md:py-8">
      <h1 className="text-34">{t('jobs.title')}</h1>
      <p className="mt-1 text-muted">{t('jobs.text')}</p>
      <StateFilter state={state} />
      {jobs.error !== null && jobs.data === undefined ? (
        <FailureNote error={jobs.error} onRetry={() => void jobs.refetch()} />
      ) : jobs.isPending ? (
        <Loading />
      ) : shown.length === 0 ? (
        <Empty
          icon={<ListChecks aria-hidden className="size-10" />}
          title={t('jobs.emptyTitle')}
          text={state === undefined ? t('jobs.emptyText') : t('jobs.emptyState', { state: t(`jobs.state.${state}`) })}
        />
      ) : (
        <JobList
          jobs={shown}
          hasMore={jobs.hasNextPage}
          onMore={() => (jobs.isFetching ? undefined : void jobs.fetchNextPage())}
        />
      )}
    </div>
  )
}

function StateFilter({ state }: { state: JobState | undefined }) {
  const choices: readonly (JobState | undefined)[] = [undefined, ...jobState.options]
  return (
    <nav aria-label={t('jobs.filter')} className="my-4 flex flex-wrap gap-1">
      {choices.map((choice) => (
        <Link
          key={choice ?? 'all'}
          to="/dashboard/jobs"
          search={choice === undefined ? {} : { state: choice }}
          // Otherwise the address without a state would count as a part of each address with one.
          activeOptions={{ exact: true }}
          aria-current={choice === state ? 'page' : undefined}
          className="inline-flex min-h-11 items-center rounded-card px-3 hover:bg-accent-soft aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          {choice === undefined ? t('jobs.all') : t(`jobs.state.${choice}`)}
        </Link>
      ))}
    </nav>
  )
}
