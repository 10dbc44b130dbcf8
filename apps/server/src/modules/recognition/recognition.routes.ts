import {
  correctPage,
  getPageInk,
  getReaderSettings,
  listReadings,
  putReaderSettings,
  readDocument,
  readPage,
  restoreReading,
  testReader,
} from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import { type Actor, NOT_MODIFIED, type Serve } from '../../kernel/http/index.ts'
import { type Library, presentPageText } from '../library/index.ts'
import type { PageId } from '@kinfolio/contracts'
import { listReadings as listReadingRows } from './reading.queries.ts'
import type { Recognition } from './recognition.ts'

type RouteDeps = { recognition: Recognition; library: Pick<Library, 'openPage' | 'noteOpened'>; database: Database }

export function serveRecognition(serve: Serve, deps: RouteDeps): void {
  serveSettings(serve, deps)
  serveReadings(serve, deps)
  serveInk(serve, deps)
}

function serveInk(serve: Serve, { recognition, library }: RouteDeps): void {
  serve.file(getPageInk, async ({ actor, context, params, request, signal }) => {
    const ink = await recognition.openInk({ context, spaceId: actor.spaceId, pageId: params.page_id, signal })
    const { userId: onBehalfOf, spaceId, address } = actor
    await library.noteOpened({ context, spaceId, onBehalfOf, address, documentId: ink.documentId })
    const etag = `"${ink.tag}"`
    if (request.headers['if-none-match'] === etag) return NOT_MODIFIED
    const headers = { etag, 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' }
    return { body: await ink.open(), mediaType: 'application/octet-stream', headers }
  })
}

function serveSettings(serve: Serve, { recognition }: RouteDeps): void {
  serve(getReaderSettings, async ({ actor, context }) =>
    recognition.readReaderSettings({ context, spaceId: actor.spaceId }),
  )
  serve(putReaderSettings, async ({ actor, context, body }) =>
    recognition.chooseReader({ context, actor, choice: body }),
  )
  serve(testReader, async ({ actor, context, body, signal }) =>
    recognition.tryReader({ context, actor, choice: body, signal }),
  )
}

function serveReadings(serve: Serve, { recognition, library, database }: RouteDeps): void {
  const opened = async (at: { context: Context; actor: Actor; pageId: PageId }) =>
    presentPageText(await library.openPage({ context: at.context, spaceId: at.actor.spaceId, id: at.pageId }))

  serve(readPage, async ({ actor, context, params, body }) => {
    const wish = { context, actor, pageId: params.page_id, engine: body.engine }
    return { job_id: await recognition.readPageAgain(wish) }
  })
  serve(readDocument, async ({ actor, context, params, body }) => {
    const wish = { context, actor, documentId: params.document_id, engine: body.engine, isUnreadOnly: body.only_unread }
    return { job_id: await recognition.readDocumentAgain(wish) }
  })
  serve(listReadings, async ({ actor, context, params }) => {
    const at = { context, spaceId: actor.spaceId, id: params.page_id }
    // Says not-found for a page that is not there, which an empty list would not.
    await library.openPage(at)
    const key = { spaceId: actor.spaceId, pageId: params.page_id }
    return { readings: await database.read(context, (db) => listReadingRows(db, key)) }
  })
  serve(correctPage, async ({ actor, context, params, body }) => {
    const at = { context, actor, pageId: params.page_id }
    await recognition.correctPage({ ...at, ...body })
    return opened(at)
  })
  serve(restoreReading, async ({ actor, context, params }) => {
    const at = { context, actor, pageId: params.page_id }
    await recognition.restoreReading({ ...at, id: params.reading_id })
    return opened(at)
  })
}
