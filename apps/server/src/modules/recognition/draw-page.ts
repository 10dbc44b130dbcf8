import type { PageId, Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Database, Tx } from '../../kernel/database/index.ts'
import type { JobRun } from '../../kernel/jobs/job.ts'
import type { WorkerPool } from '../../kernel/pool/index.ts'
import type { Library } from '../library/index.ts'
import { RENDERER_VERSION } from './drawing/renderer-version.ts'
import { DRAW_TIMEOUT_MS, drawPageTask } from './drawing/tasks.ts'
import { loadPageParts } from './load-page-parts.ts'
import { messages } from './messages.ts'

export type DrawPageDeps = {
  database: Database
  blobs: Blobs
  pool: WorkerPool
  library: Pick<Library, 'readPageSource' | 'recordPageDrawing' | 'recordDrawFailure'>
}
export type DrawPageInput = {
  pageId: PageId
  version: Sha256
  /** Nobody looks for it: the page has a picture already. */
  isPatient?: boolean
  run: JobRun
}

/** Draws a page and keeps its pictures. A page that has another version by now is left to the job of that version. */
export async function drawPage(deps: DrawPageDeps, input: DrawPageInput): Promise<void> {
  const { pageId, version, isPatient = false, run } = input
  const page = await deps.library.readPageSource({ context: run.context, spaceId: run.spaceId, pageId })
  if (page === undefined || page.version !== version) return

  const parts = await loadPageParts(deps, page)
  const drawn = await deps.pool.run(drawPageTask, parts, { timeoutMs: DRAW_TIMEOUT_MS, signal: run.signal, isPatient })
  const [svg, png, thumbnail] = await Promise.all([
    deps.blobs.put(drawn.svg),
    deps.blobs.put(drawn.png),
    deps.blobs.put(drawn.thumbnail),
  ])
  const { width, height, isBlank, problems } = drawn
  await run.finish(async (tx) =>
    deps.library.recordPageDrawing({
      tx,
      spaceId: run.spaceId,
      pageId,
      version,
      rendererVersion: RENDERER_VERSION,
      drawing: { svg, png, thumbnail, width, height },
      isBlank,
      problems,
    }),
  )
}

/** Says on the page why it has no picture. */
export async function giveUpDrawing(
  deps: Pick<DrawPageDeps, 'library'>,
  input: { tx: Tx; pageId: PageId; version: Sha256; run: JobRun; error: string },
): Promise<void> {
  const { tx, pageId, version, run } = input
  const problem = messages.pageNotDrawn(input.error)
  await deps.library.recordDrawFailure({ tx, spaceId: run.spaceId, pageId, version, problem })
}
