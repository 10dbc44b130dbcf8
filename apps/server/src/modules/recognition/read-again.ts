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
import type { Tx } from '../../kernel/database/index.ts'
import { type Quotas, requirePermission } from '../spaces/index.ts'
import { addReadings } from './plan-reading.ts'
import { READ_AGAIN_BATCH } from './recognition.jobs.ts'
import { nextRun } from './reading.queries.ts'
import { findReader } from './reader-settings.queries.ts'
import {
  choiceOf,
  isOffline,
  openSpaceReader,
  otherEngine,
  refuseIncomplete,
  type SpaceReaderDeps,
} from './space-reader.ts'

export type ReadAgainDeps = SpaceReaderDeps & {
  jobs: JobQueue
  library: Pick<Library, 'readPageSource' | 'readPageVersions' | 'openDocument' | 'takeUnreadPages'>
  quotas: Pick<Quotas, 'reservePages' | 'requirePagesLeft'>
}
type Asked = { context: Context; actor: Actor; engine: ReaderEngine | undefined }
type PageVersions = Awaited<ReturnType<Library['readPageVersions']>>

/** Reads one page again because somebody asked for it. Throws `quota-exceeded` when the plan has none left for it. */
export async function readPageAgain(deps: ReadAgainDeps, input: Asked & { pageId: PageId }): Promise<JobId> {
  requirePermission(input.actor, 'read pages')
  const { context, pageId } = input
  const page = await deps.library.readPageSource({ context, spaceId: input.actor.spaceId, pageId })
  if (page === undefined) throw pageNotFound({ page_id: pageId })
  const pages = [{ pageId, version: page.version }]
  const findPages = (): Promise<PageVersions> => Promise.resolve(pages)
  return addBatch(deps, { ...input, documentId: page.documentId, title: page.documentTitle, findPages, isWhole: true })
}

/**
 * Reads all pages of a document again, or those that nobody has read. As far as the plan goes: the others wait for it, and
 * when it has none left nothing is begun and `quota-exceeded` is thrown.
 */
export async function readDocumentAgain(
  deps: ReadAgainDeps,
  input: Asked & { documentId: DocumentId; isUnreadOnly: boolean },
): Promise<JobId> {
  requirePermission(input.actor, 'read pages')
  const { context, documentId } = input
  const { spaceId } = input.actor
  const document = await deps.library.openDocument({ context, spaceId, id: documentId })
  const pages = await deps.library.readPageVersions({ context, spaceId, documentId })
  if (pages.length === 0) throw documentNotFound({ document_id: documentId })
  const findPages = async (tx: Tx): Promise<PageVersions> =>
    input.isUnreadOnly ? deps.library.takeUnreadPages({ tx, spaceId, documentId }) : pages
  return addBatch(deps, { ...input, title: document.title, findPages, isWhole: false })
}

type Batch = Asked & {
  documentId: DocumentId
  title: string
  findPages(tx: Tx): Promise<PageVersions>
  /** What is asked for is set aside at once, or not begun. */
  isWhole: boolean
}

async function addBatch(deps: ReadAgainDeps, { context, actor, engine, isWhole, ...batch }: Batch): Promise<JobId> {
  const { spaceId, userId: onBehalfOf } = actor
  const stored = await deps.database.read(context, (db) => findReader(db, spaceId))
  refuseIncomplete(choiceOf(deps, { stored: otherEngine(stored, engine), spaceId }))
  const { reader } = await openSpaceReader(deps, { context, spaceId, engine })
  const perCall = reader.reads.pagesPerCall
  return deps.database.write(context, async (tx) => {
    const pages = await batch.findPages(tx)
    const pageIds = pages.map(({ pageId }) => pageId)
    const at = { spaceId, isOffline: isOffline({ reader }) }
    await deps.quotas.requirePagesLeft({ db: tx, ...at, wanted: Math.max(1, pages.length) })
    const run = await nextRun(tx, { spaceId, pageIds, engine: reader.name })
    const parentId = await deps.jobs.addBatch(tx, {
      kind: READ_AGAIN_BATCH,
      spaceId,
      onBehalfOf,
      title: batch.title,
      documentId: batch.documentId,
      progress: { total: Math.ceil(pages.length / perCall), unit: 'steps' },
    })
    const part = { spaceId, onBehalfOf, title: batch.title, parentId }
    const jobIds = await addReadings(deps, { tx, run: part, ...batch, pages, perCall, again: { run, engine } })
    const asked = pageIds.flatMap((pageId, index) => {
      const jobId = jobIds[Math.floor(index / perCall)]
      return jobId === undefined ? [] : [{ jobId, pageId }]
    })
    if (isWhole) await deps.quotas.reservePages({ tx, ...at, pages: asked, isWhole })
    return parentId
  })
}
