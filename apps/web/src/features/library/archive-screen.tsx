import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Archive } from 'lucide-react'
import { documentsQuery } from '../../shared/library/queries.ts'
import { retentionQuery } from '../../shared/library/retention.ts'
import { t } from '../../shared/messages/messages.ts'
import { Empty, FailureNote } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { DocumentGrid, DocumentGridComing } from './document-grid.tsx'

/** What left the library because nobody touched it, or because somebody put it here. Nothing here is ever deleted. */
export function ArchiveScreen() {
  const documents = useInfiniteQuery(documentsQuery('archive'))
  const retention = useQuery(retentionQuery)
  const shown = documents.data?.pages.flatMap((list) => list.documents) ?? []
  useTitle(t('archive.title'))
  if (documents.error !== null && documents.data === undefined)
    return <FailureNote isWholeScreen error={documents.error} onRetry={() => void documents.refetch()} />
  const days = retention.data?.archive_days
  return (
    <div className="mx-auto max-w-6xl px-4 py-6 md:px-8 md:py-8">
      <header className="mb-6">
        <Link
          to="/dashboard"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('library.title')}
        </Link>
        <h1 className="text-34">{t('archive.title')}</h1>
        <p className="mt-1 max-w-prose text-muted">
          {days === undefined ? null : days === null ? t('archive.byHand') : t('archive.after', { days })}
        </p>
      </header>
      {documents.isPending ? <DocumentGridComing /> : null}
      {documents.isSuccess && shown.length === 0 ? (
        <Empty
          icon={<Archive aria-hidden className="size-10" />}
          title={t('archive.emptyTitle')}
          text={t('archive.emptyText')}
        />
      ) : null}
      <DocumentGrid
        documents={shown}
        hasMore={documents.hasNextPage}
        onMore={() => (documents.isFetching ? undefined : void documents.fetchNextPage())}
      />
    </div>
  )
}
