import type { Notice } from '@kinfolio/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell, CheckCheck } from 'lucide-react'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { markRead } from './notice-actions.ts'
import { byDay, noticeWords, placeOf } from './notice-words.ts'
import { noticesQuery } from './queries.ts'

/** What the person was told, day by day, live. */
export function NoticesScreen() {
  const list = useInfiniteQuery(noticesQuery())
  const notices = list.data?.pages.flatMap((page) => page.notices) ?? []
  const unread = list.data?.pages[0]?.unread ?? 0
  useTitle(t('notices.title'))
  return (
    <div className="mx-auto max-w-3xl px-4 py-6 md:px-8 md:py-8">
      <header className="mb-6 flex flex-wrap items-end gap-3">
        <div className="grow basis-60">
          <h1 className="text-34">{t('notices.title')}</h1>
          <p className="mt-1 text-muted">{t('notices.text')}</p>
        </div>
        {unread === 0 ? null : (
          <Button onClick={() => void markRead()}>
            <CheckCheck aria-hidden className="size-[18px]" />
            {t('notices.readAll')}
          </Button>
        )}
      </header>
      {list.error !== null && list.data === undefined ? (
        <FailureNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading />
      ) : notices.length === 0 ? (
        <Empty
          icon={<Bell aria-hidden className="size-10" />}
          title={t('notices.emptyTitle')}
          text={t('notices.emptyText')}
        />
      ) : (
        <Days notices={notices} />
      )}
      {list.hasNextPage ? (
        <Button className="mt-4" disabled={list.isFetching} onClick={() => void list.fetchNextPage()}>
          {t('do.showMore')}
        </Button>
      ) : null}
    </div>
  )
}

function Days({ notices }: { notices: readonly Notice[] }) {
  return byDay(notices).map((day) => (
    <section key={day.notices[0]?.id} className="mb-6">
      <h2 className="mb-2 font-interface text-13 font-medium text-muted">{day.name}</h2>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
        {day.notices.map((notice) => (
          <Row key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  ))
}

function Row({ notice }: { notice: Notice }) {
  const { sentence, detail } = noticeWords(notice)
  const place = placeOf(notice)
  const isUnread = notice.read_at === null
  const read = (): void => {
    if (isUnread) void markRead([notice.id])
  }
  const shape = 'flex min-h-14 w-full items-start gap-3 px-4 py-3 text-left hover:bg-accent-soft'
  const words = (
    <>
      <span aria-hidden className={`mt-2 size-2 shrink-0 rounded-full ${isUnread ? 'bg-accent' : 'bg-transparent'}`} />
      <span className="min-w-0 grow">
        <span className={`block ${isUnread ? 'font-medium' : ''}`}>{sentence}</span>
        {detail === null ? null : <span className="block text-13 break-words text-muted">{detail}</span>}
        {isUnread ? <span className="sr-only">{t('notices.new')}</span> : null}
      </span>
      <time dateTime={notice.created_at} className="shrink-0 pt-0.5 text-13 text-muted">
        {ago(notice.created_at)}
      </time>
    </>
  )
  return (
    <li>
      {place === null ? (
        <button type="button" className={shape} onClick={read}>
          {words}
        </button>
      ) : (
        <Link to={place} className={shape} onClick={read}>
          {words}
        </Link>
      )}
    </li>
  )
}
