import type { DocumentId, JobId, PageId, ReaderEngine, Sha256 } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobQueue, JobRun } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import type { Quotas } from '../spaces/index.ts'
import { openSpaceReader, type SpaceReaderDeps } from './space-reader.ts'
import { drawPageJob, readPagesJob } from './recognition.jobs.ts'

export type PlanDeps = SpaceReaderDeps & {
  jobs: JobQueue
  library: Pick<Library, 'readPageVersions'>
  quotas: Pick<Quotas, 'hasAllowance'>
}

/** Pages with a new picture are drawn one by one and read a few at a time, all of it parts of the import's batch. */
export async function planPages(
  deps: PlanDeps,
  input: { documentId: DocumentId; pageIds: readonly PageId[]; run: JobRun },
): Promise<void> {
  const { documentId, run } = input
  const pages = await deps.library.readPageVersions({
    context: run.context,
    spaceId: run.spaceId,
    pageIds: input.pageIds,
  })
  const perCall = (await openSpaceReader(deps, run)).reader.reads.pagesPerCall
  await run.finish(async (tx) => {
    const drawings = pages.map((page) => ({ ...partOf(run, documentId), pageId: page.pageId, payload: page }))
    await deps.jobs.addMany(tx, drawPageJob, drawings)
    // Where a reader may be asked about some only, those are the last ones written.
    const isLimited = await isImportLimited(deps, { tx, run })
    const inOrder = isLimited ? pages.toReversed() : pages
    const readings = await addReadings(deps, { tx, run, documentId, pages: inOrder, perCall, again: { run: 0 } })
    if (run.parentId !== undefined) await deps.jobs.growBatch(tx, run.parentId, drawings.length + readings.length)
  })
}

async function isImportLimited(
  { quotas }: Pick<PlanDeps, 'quotas'>,
  { tx, run }: { tx: Tx; run: JobRun },
): Promise<boolean> {
  const { spaceId, parentId: batchId } = run
  return batchId !== undefined && (await quotas.hasAllowance({ db: tx, spaceId, batchId }))
}

type PageVersion = { pageId: PageId; version: Sha256 }
type Part = Pick<JobRun, 'spaceId' | 'onBehalfOf' | 'parentId' | 'title'>

/** Adds the jobs that read these pages, `perCall` at a time. */
export async function addReadings(
  deps: Pick<PlanDeps, 'jobs'>,
  of: {
    tx: Tx
    run: Part
    documentId: DocumentId
    pages: readonly PageVersion[]
    perCall: number
    again: { run: number; engine?: ReaderEngine | undefined }
  },
): Promise<JobId[]> {
  const groups: PageVersion[][] = []
  for (let at = 0; at < of.pages.length; at += of.perCall) groups.push(of.pages.slice(at, at + of.perCall))
  const { run, engine } = of.again
  return deps.jobs.addMany(
    of.tx,
    readPagesJob,
    groups.map((pages) => ({
      ...partOf(of.run, of.documentId),
      pageId: pages.length === 1 ? pages[0]?.pageId : undefined,
      payload: { documentId: of.documentId, pages, run, ...(engine === undefined ? {} : { engine }) },
    })),
  )
}

function partOf(run: Part, documentId: DocumentId) {
  const { spaceId, onBehalfOf, parentId, title } = run
  return { spaceId, onBehalfOf, parentId, title, documentId }
}
