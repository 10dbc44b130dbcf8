import { documentId as documentIdSchema } from '@kinfolio/contracts'
import type { DocumentId } from '@kinfolio/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isNotFound, useFollowing } from '../../shared/library/follow.ts'
import { documentQuery, pagesQuery } from '../../shared/library/queries.ts'
import { t } from '../../shared/messages/messages.ts'
import { buttonClasses } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { DocumentHeader } from './document-header.tsx'
import { PageGrid } from './page-grid.tsx'

export function DocumentScreen() {
  const { id } = useParams({ from: '/frame/dashboard/documents/$id' })
  const parsed = documentIdSchema.safeParse(id)
  return parsed.success ? <Pages key={id} id={parsed.data} /> : <NoDocument />
}

/** A document as its sheets, laid out side by side; each fills in as it is drawn and read. */
function Pages({ id }: { id: DocumentId }) {
  const document = useQuery(documentQuery(id))
  const pages = useInfiniteQuery(pagesQuery(id))
  const shown = pages.data?.pages.flatMap((list) => list.pages) ?? []
  useTitle(document.data?.title ?? t('library.title'))

  const error = document.error ?? pages.error
  const isMissing = isNotFound(error)
  const isFollowing = useFollowing(id, { isMissing })
  if (isFollowing) return <Loading />
  if (isMissing) return <NoDocument />
  if (error !== null)
    return (
      <FailureNote
        isWholeScreen
        error={error}
        onRetry={() => void Promise.all([document.refetch(), pages.refetch()])}
      />
    )
  if (document.data === undefined) return <Loading />

  return (
    <div className="mx-auto max-w-6xl px-4 py-6 md:px-8 md:py-8">
      <DocumentHeader document={document.data} />
      {pages.isPending ? <Loading /> : null}
      {pages.isSuccess && shown.length === 0 ? (
        <Empty title={t('document.empty')} text={t('document.emptyText')} />
      ) : (
        <PageGrid
          pages={shown}
          hasMore={pages.hasNextPage}
          onMore={() => (pages.isFetching ? undefined : void pages.fetchNextPage())}
        />
      )}
    </div>
  )
}

function NoDocument() {
  return (
    <Empty isWholeScreen title={t('document.notFound')} text={t('document.notFoundText')}>
      <Link to="/dashboard" className={buttonClasses('primary')}>
        {t('error.toLibrary')}
      </Link>
    </Empty>
  )
}
