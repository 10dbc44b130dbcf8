import {
  documentNotFound,
  pageNotFound,
  type DocumentId,
  type JobId,
  type PageId,
  type ReaderEngine,
} from '@kinfolio/contracts'
import type { Context } from '../../kernel/database/index.ts'
import type { Actor } from '../../kernel/http/index.ts'
import type { JobQueue } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import { requirePermission } from '../spaces/index.ts'
import { addReadings } from './plan-reading.ts'
import { READ_AGAIN_BATCH } from './recognition.jobs.ts'
import { nextRun } from './reading.queries.ts'
import { findReader } from './reader-settings.queries.ts'
import { choiceOf, openSpaceReader, otherEngine, refuseIncomplete, type SpaceReaderDeps } from './space-reader.ts'

export type ReadAgainDeps = SpaceReaderDeps & {
  jobs: JobQueue
  library: Pick<Library, 'readPageSource' | 'readPageVersions' | 'openDocument'>
}
type Asked = { context: Context; actor: Actor; engine: ReaderEngine | undefined }
type PageVersions = Awaited<ReturnType<Library['readPageVersions']>>

/** Reads one page again because somebody asked for it. */
export async function readPageAgain(deps: ReadAgainDeps, input: Asked & { pageId: PageId }): Promise<JobId> {
  requirePermission(input.actor, 'read pages')
  const { context, pageId } = input
  const page = await deps.library.readPageSource({ context, spaceId: input.actor.spaceId, pageId })
  if (page === undefined) throw pageNotFound({ page_id: pageId })
  const pages = [{ pageId, version: page.version }]
  return addBatch(deps, { ...input, documentId: page.documentId, title: page.documentTitle, pages })
}

/** Reads all pages of a document again. */
export async function readDocumentAgain(
  deps: ReadAgainDeps,
  input: Asked & { documentId: DocumentId },
): Promise<JobId> {
  requirePermission(input.actor, 'read pages')
  const { context, documentId } = input
  const { spaceId } = input.actor
  const document = await deps.library.openDocument({ context, spaceId, id: documentId })
  const pages = await deps.library.readPageVersions({ context, spaceId, documentId })
  if (pages.length === 0) throw documentNotFound({ document_id: documentId })
  return addBatch(deps, { ...input, title: document.title, pages })
}

type Batch = Asked & { documentId: DocumentId; title: string; pages: PageVersions }

async function addBatch(deps: ReadAgainDeps, { context, actor, engine, ...batch }: Batch): Promise<JobId> {
  const { spaceId, userId: onBehalfOf } = actor
  const stored = await deps.database.read(context, (db) => findReader(db, spaceId))
  refuseIncomplete(choiceOf(deps, { stored: otherEngine(stored, engine), spaceId }))
  const { reader } = await openSpaceReader(deps, { context, spaceId, engine })
  const perCall = reader.reads.pagesPerCall
  return deps.database.write(context, async (tx) => {
    const pageIds = batch.pages.map(({ pageId }) => pageId)
    const run = await nextRun(tx, { spaceId, pageIds, engine: reader.name })
    const parentId = await deps.jobs.addBatch(tx, {
      kind: READ_AGAIN_BATCH,
      spaceId,
      onBehalfOf,
      title: batch.title,
      documentId: batch.documentId,
      progress: { total: Math.ceil(batch.pages.length / perCall), unit: 'steps' },
    })
    const part = { spaceId, onBehalfOf, title: batch.title, parentId }
    await addReadings(deps, { tx, run: part, ...batch, perCall, again: { run, engine } })
    return parentId
  })
}
