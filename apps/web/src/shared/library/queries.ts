import { getDocument, listCollections, listDocuments, listPages } from '@kinfolio/contracts'
import type { Collection, CollectionId, DocumentId } from '@kinfolio/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client.ts'
import { keys } from '../api/keys.ts'

/** Folders are few and all needed for paths; a space with more than this many pages of them shows the first. */
const COLLECTION_LISTS_MAX = 20
const DOCUMENTS_PER_LIST = 60
const PAGES_PER_LIST = 200

export const collectionsQuery = queryOptions({
  queryKey: keys.collections,
  queryFn: async ({ signal }): Promise<Collection[]> => {
    const all: Collection[] = []
    let cursor: string | undefined
    for (let list = 0; list < COLLECTION_LISTS_MAX; list++) {
      const answer = await ask(listCollections, { query: { cursor }, signal })
      all.push(...answer.collections)
      if (answer.next_cursor === null) break
      cursor = answer.next_cursor
    }
    return all
  },
})

const noCursor: string | null = null

/** Documents of one folder, of the top of the library, of the archive or of the trash, last changed first. */
export function documentsQuery(place: CollectionId | 'root' | 'trash' | 'archive') {
  const query = queryFor(place)
  return infiniteQueryOptions({
    queryKey: keys.documentsIn(place),
    queryFn: ({ signal, pageParam }) =>
      ask(listDocuments, { query: { ...query, cursor: pageParam ?? undefined, limit: DOCUMENTS_PER_LIST }, signal }),
    initialPageParam: noCursor,
    getNextPageParam: (last) => last.next_cursor,
  })
}

function queryFor(place: CollectionId | 'root' | 'trash' | 'archive') {
  if (place === 'trash') return { is_trashed: 'true' }
  return place === 'archive' ? { is_archived: 'true' } : { collection_id: place }
}

export function documentQuery(id: DocumentId) {
  return queryOptions({
    queryKey: keys.document(id),
    queryFn: ({ signal }) => ask(getDocument, { params: { document_id: id }, signal }),
  })
}

/** The pages of a document in reading order. */
export function pagesQuery(id: DocumentId) {
  return infiniteQueryOptions({
    queryKey: keys.pages(id),
    queryFn: ({ signal, pageParam }) =>
      ask(listPages, {
        params: { document_id: id },
        query: { cursor: pageParam ?? undefined, limit: PAGES_PER_LIST },
        signal,
      }),
    initialPageParam: noCursor,
    getNextPageParam: (last) => last.next_cursor,
  })
}
