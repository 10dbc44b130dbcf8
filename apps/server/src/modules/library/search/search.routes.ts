import { search } from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Library } from '../library.ts'

export function serveSearch(serve: Serve, library: Pick<Library, 'searchSpace'>): void {
  serve(search, async ({ query, actor, context }) => {
    const { q: typed, collection_id: collectionId, document_id: documentId, ...rest } = query
    const filters = { collectionId, documentId, from: query.from, to: query.to }
    return library.searchSpace({ context, spaceId: actor.spaceId, typed, ...rest, ...filters })
  })
}
