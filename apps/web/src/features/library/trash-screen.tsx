import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { collectionsQuery, documentsQuery } from '../../shared/library/queries.ts'
import { t } from '../../shared/messages/messages.ts'
import { Empty, FailureNote } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { DocumentGrid, DocumentGridComing } from './document-grid.tsx'
import { TrashKeeping } from './trash-keeping.tsx'
import { FolderList } from './folder-list.tsx'

/** What was put away: it can be restored until its days are over, or be deleted for good. */
export function TrashScreen() {
  const documents = useInfiniteQuery(documentsQuery('trash'))
  const collections = useQuery(collectionsQuery)
  const folders = collections.data?.filter((folder) => folder.is_trashed) ?? []
  const shown = documents.data?.pages.flatMap((list) => list.documents) ?? []
  useTitle(t('library.trash'))
  const error = documents.error ?? collections.error
  if (error !== null && (documents.data === undefined || collections.data === undefined))
    return (
      <FailureNote
        isWholeScreen
        error={error}
        onRetry={() => void Promise.all([collections.refetch(), documents.refetch()])}
      />
    )
  const isLoading = documents.isPending || collections.isPending
  const isEmpty = !isLoading && shown.length === 0 && folders.length === 0
  return (
    <div className="mx-auto max-w-6xl px-4 py-6 md:px-8 md:py-8">
      <header className="mb-6">
        <Link
          to="/dashboard"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('library.title')}
        </Link>
        <h1 className="text-34">{t('library.trash')}</h1>
        <TrashKeeping hasSomething={!isLoading && !isEmpty} />
      </header>
      <FolderList folders={folders} />
      {isLoading ? <DocumentGridComing /> : null}
      {isEmpty ? (
        <Empty
          icon={<Trash2 aria-hidden className="size-10" />}
          title={t('library.emptyTrashTitle')}
          text={t('library.emptyTrashText')}
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
