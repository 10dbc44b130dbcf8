import type { Job } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Ban, Check, CircleAlert, Clock, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMay } from '../../shared/api/use-space.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { cancel, retry } from './job-actions.ts'
import { isCancellable, isOver, isRetryable, jobProgressWords } from './job-words.ts'

const ICONS = { waiting: Clock, running: LoaderCircle, done: Check, failed: CircleAlert, cancelled: Ban } as const
const COLOURS = {
  waiting: 'text-muted',
  running: 'text-accent',
  done: 'text-good',
  failed: 'text-bad',
  cancelled: 'text-muted',
} as const

/** One job: what it is, how it stands, why it failed, and what can be done about it. */
export function JobRow({ job, parts = null }: { job: Job; parts?: ReactNode }) {
  const may = useMay()
  return (
    <article className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateWord job={job} />
        <h2 className="min-w-0 grow basis-40 font-interface text-15 font-medium wrap-anywhere">
          {job.document_id === null ? (
            job.title
          ) : (
            <Link
              to="/dashboard/documents/$id"
              params={{ id: job.document_id }}
              className="underline-offset-4 hover:underline"
            >
              {job.title}
            </Link>
          )}
        </h2>
        <time dateTime={job.created_at} className="text-13 text-muted">
          {ago(job.created_at)}
        </time>
        {isCancellable(job) && may('cancel jobs') ? (
          <Button onClick={() => void cancel(job.id)}>{t('jobs.cancel')}</Button>
        ) : null}
        {isRetryable(job) && may('try jobs again') ? (
          <Button onClick={() => void retry(job.id)}>{t('jobs.retry')}</Button>
        ) : null}
      </div>
      <Progress job={job} />
      {job.error === null ? null : (
        <p className="text-15 wrap-anywhere">
          {job.error} <Attempts job={job} />
        </p>
      )}
      {parts}
    </article>
  )
}

function StateWord({ job }: { job: Job }) {
  const Icon = ICONS[job.state]
  return (
    <span className={`inline-flex w-24 items-center gap-1.5 text-13 font-medium ${COLOURS[job.state]}`}>
      <Icon
        aria-hidden
        className={`size-4 shrink-0 ${job.state === 'running' ? 'animate-spin motion-reduce:animate-none' : ''}`}
      />
      {t(`jobs.state.${job.state}`)}
    </span>
  )
}

function Progress({ job }: { job: Job }) {
  const words = jobProgressWords(job.progress)
  if (words === '' || isOver(job)) return null
  return (
    <div className="flex items-center gap-3">
      <ProgressBar done={job.progress.done} total={job.progress.total} label={job.title} />
      <span className="text-13 whitespace-nowrap text-muted">{words}</span>
    </div>
  )
}

function Attempts({ job }: { job: Job }) {
  const parts = [
    job.attempts > 0 ? t('jobs.attempt', { attempt: job.attempts, max: job.max_attempts }) : '',
    job.next_attempt_at === null ? '' : t('jobs.nextAttempt', { when: ago(job.next_attempt_at) }),
  ].filter((part) => part !== '')
  return <span className="text-13 text-muted">{parts.join(' · ')}</span>
}
