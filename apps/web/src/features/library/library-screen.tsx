import { collectionId as collectionIdSchema } from '@kinfolio/contracts'
import type { CollectionId } from '@kinfolio/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { childrenOf, pathTo } from '../../shared/library/collection-tree.ts'
import { collectionsQuery, documentsQuery } from '../../shared/library/queries.ts'
import { t } from '../../shared/messages/messages.ts'
import { UsageBar } from '../../shared/quotas/usage-bar.tsx'
import { Empty, FailureNote } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { DocumentGrid, DocumentGridComing } from './document-grid.tsx'
import { EmptyFolder, EmptyLibrary } from './empty-library.tsx'
import { FolderList } from './folder-list.tsx'
import { LibraryHeader } from './library-header.tsx'

export function LibraryScreen() {
  return <Shelf id={null} />
}

export function CollectionScreen() {
  const { id } = useParams({ from: '/frame/dashboard/collections/$id' })
  const parsed = collectionIdSchema.safeParse(id)
  if (!parsed.success) return <Empty isWholeScreen title={t('notFound.title')} text={t('notFound.text')} />
  return <Shelf key={id} id={parsed.data} />
}

/** One folder, or the top of the library: its folders, then its documents as sheets. */
function Shelf({ id }: { id: CollectionId | null }) {
  const collections = useQuery(collectionsQuery)
  const documents = useInfiniteQuery(documentsQuery(id ?? 'root'))
  const path = pathTo(collections.data ?? [], id)
  const folders = childrenOf(collections.data ?? [], id)
  const shown = documents.data?.pages.flatMap((list) => list.documents) ?? []
  const isLoading = documents.isPending || collections.isPending
  useTitle(path.at(-1)?.title ?? t('library.title'))

  const error = collections.error ?? documents.error
  // Without its folders a library would look emptier than it is.
  if (error !== null && (documents.data === undefined || collections.data === undefined))
    return (
      <FailureNote
        isWholeScreen
        error={error}
        onRetry={() => void Promise.all([collections.refetch(), documents.refetch()])}
      />
    )
  if (id !== null && collections.isSuccess && path.length === 0)
    return <Empty isWholeScreen title={t('notFound.title')} text={t('notFound.text')} />
  const isEmpty = !isLoading && folders.length === 0 && shown.length === 0

  return (
    <div className="mx-auto max-w-6xl px-4 py-6 md:px-8 md:py-8">
      <LibraryHeader path={path} id={id} />
      <div className="mb-4 rounded-card border border-line bg-surface empty:hidden md:hidden">
        <UsageBar />
      </div>
      {isEmpty ? id === null ? <EmptyLibrary /> : <EmptyFolder id={id} /> : null}
      <FolderList folders={folders} />
      {isLoading ? <DocumentGridComing /> : null}
      <DocumentGrid
        documents={shown}
        hasMore={documents.hasNextPage}
        onMore={() => (documents.isFetching ? undefined : void documents.fetchNextPage())}
      />
    </div>
  )
}
