import {
  addDemo,
  changeCollection,
  changeDocument,
  createCollection,
  getDocument,
  getDocumentSpace,
  getDrawing,
  getPage,
  listCollections,
  listDocuments,
  listPages,
  UPLOAD_FILES_MAX,
  uploadFiles,
} from '@kinfolio/contracts'
import { type Actor, NOT_MODIFIED, type Serve } from '../../kernel/http/index.ts'
import type { Context } from '../../kernel/database/index.ts'
import { serveExports } from './export/export.routes.ts'
import type { Files } from '../files/index.ts'
import type { Library } from './library.ts'
import { presentCollection, presentDocument, presentPage, presentPageText } from './library.present.ts'
import { serveSearch } from './search/search.routes.ts'
import { serveTrash } from './trash/trash.routes.ts'
import { withArrivingFiles } from './upload-parts.ts'

type Caller = { actor: Actor; context: Context }

/** For whom a use case works. */
function by({ actor, context }: Caller) {
  return { context, spaceId: actor.spaceId, onBehalfOf: actor.userId, writer: actor, address: actor.address }
}

type Served = {
  library: Library
  files: Files
  /** Largest single file of an upload. */
  uploadFileBytesMax: number
}

export function serveLibrary(serve: Serve, { library, ...uploads }: Served): void {
  serveUpload(serve, { library, ...uploads })
  serveShelves(serve, library)
  servePages(serve, library)
  serveSearch(serve, library)
  serveExports(serve, library)
  serveTrash(serve, library)
}

function serveUpload(serve: Serve, { library, files, uploadFileBytesMax }: Served): void {
  const limits = { filesMax: UPLOAD_FILES_MAX, fileBytesMax: uploadFileBytesMax }
  serve(uploadFiles, async ({ query, request, signal, ...caller }) => {
    const collectionId = query.collection_id ?? null
    // Who may not write, names no folder or has no room, is told before the bytes are taken.
    const announcedBytes = Number(request.headers['content-length'] ?? 0)
    await library.mayImport({ ...by(caller), collectionId, announcedBytes })
    const kept = await withArrivingFiles(request, async (arriving) =>
      files.keepFiles({ files: arriving, limits, signal }),
    )
    const readPagesMax = query.read_pages_max
    return library.importFiles({ ...by(caller), collectionId, files: kept, readPagesMax })
  })
  serve(addDemo, async ({ signal, ...caller }) => library.addDemo({ ...by(caller), signal }))
}

function serveShelves(serve: Serve, library: Library): void {
  serve(listCollections, async ({ query, ...caller }) => {
    const { rows, nextCursor } = await library.listCollections({ ...by(caller), ...query })
    return { collections: rows.map(presentCollection), next_cursor: nextCursor }
  })
  serve(createCollection, async ({ body, ...caller }) => {
    const { title, parent_id: parentId } = body
    return presentCollection(await library.createCollection({ ...by(caller), title, parentId }))
  })
  serve(changeCollection, async ({ params, body, ...caller }) => {
    const { title, parent_id: parentId, is_trashed: isTrashed } = body
    const change = { id: params.collection_id, title, parentId, isTrashed }
    return presentCollection(await library.changeCollection({ ...by(caller), ...change }))
  })
  serve(listDocuments, async ({ query, ...caller }) => {
    const { collection_id: collectionId, is_trashed: isTrashed, is_archived: isArchived, limit, cursor } = query
    const list = { collectionId, isTrashed, isArchived, limit, cursor }
    const { rows, nextCursor } = await library.listDocuments({ ...by(caller), ...list })
    return { documents: rows.map(presentDocument), next_cursor: nextCursor }
  })
  serve(getDocument, async ({ params, ...caller }) => {
    const document = await library.openDocument({ ...by(caller), id: params.document_id })
    await library.noteOpened({ ...by(caller), documentId: document.id })
    return presentDocument(document)
  })
  serve(getDocumentSpace, async ({ params, context }) => {
    const { spaceId } = await library.findDocumentSpace({ context, id: params.document_id })
    return { space_id: spaceId }
  })
  serve(changeDocument, async ({ params, body, ...caller }) => {
    const { title, collection_id: collectionId, is_trashed: isTrashed, is_archived: isArchived } = body
    const change = { id: params.document_id, title, collectionId, isTrashed, isArchived }
    return presentDocument(await library.changeDocument({ ...by(caller), ...change }))
  })
}

function servePages(serve: Serve, library: Library): void {
  serve(listPages, async ({ params, query, ...caller }) => {
    const list = { documentId: params.document_id, ...query }
    const { rows, nextCursor } = await library.listPages({ ...by(caller), ...list })
    await library.noteOpened({ ...by(caller), documentId: params.document_id })
    return { pages: rows.map(presentPage), next_cursor: nextCursor }
  })
  serve(getPage, async ({ params, ...caller }) => {
    const opened = await library.openPage({ ...by(caller), id: params.page_id })
    await library.noteOpened({ ...by(caller), documentId: opened.page.document_id })
    return presentPageText(opened)
  })
  serve.file(getDrawing, async ({ params, query, request, ...caller }) => {
    const drawing = await library.openDrawing({ ...by(caller), id: params.page_id, ...query, version: query.version })
    // Thumbnails stand in every list, which is no look into a document.
    if (query.as !== 'thumbnail') await library.noteOpened({ ...by(caller), documentId: drawing.documentId })
    const etag = `"${drawing.tag}"`
    if (request.headers['if-none-match'] === etag) return NOT_MODIFIED
    const { bytes, sizeBytes } = await drawing.open()
    return {
      body: bytes,
      mediaType: query.as === 'svg' ? 'image/svg+xml' : 'image/png',
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      headers: { etag, 'cache-control': cacheControl(query.version !== undefined), ...SANDBOX },
    }
  })
}

/** With its version in the address a picture never changes; without it, it is asked for again each time. */
function cacheControl(hasVersion: boolean): string {
  return hasVersion ? 'private, max-age=31536000, immutable' : 'private, no-cache'
}

/** A page is drawn from a file of unknown origin: opened on its own, its SVG may run nothing and load nothing. */
const SANDBOX = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox",
  'x-content-type-options': 'nosniff',
}
