import type { PageId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP } from '../../kernel/database/index.ts'
import type { JobQueue } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import { RENDERER_VERSION } from './drawing/renderer-version.ts'
import { REDRAW_BATCH, redrawPageJob } from './recognition.jobs.ts'

export type RedrawDeps = { database: Database; jobs: JobQueue; library: Pick<Library, 'readOutdatedPages'> }
type Outdated = Awaited<ReturnType<Library['readOutdatedPages']>>[number]

/** So many pages are looked at in one go, and so many at most wait to be drawn again: an upgrade is in no hurry. */
const PAGES_PER_LOOK = 500
const REDRAWN_AT_ONCE = 2_000

/**
 * Draws pages again that an older renderer drew, a batch for each document, behind everything that people wait for.
 * Until then, and when it fails, they keep the picture they have.
 */
export async function redrawPages(
  deps: RedrawDeps,
  { rendererVersion = RENDERER_VERSION }: { rendererVersion?: number } = {},
): Promise<void> {
  let after: PageId | undefined
  for (let added = 0; added < REDRAWN_AT_ONCE;) {
    const outdated = await deps.library.readOutdatedPages({ rendererVersion, after, limit: PAGES_PER_LOOK })
    if (outdated.length === 0) return
    after = outdated.at(-1)?.pageId
    const tried = await readTried(deps, { pages: outdated, rendererVersion })
    const pages = outdated.filter(({ pageId }) => !tried.has(pageId))
    for (const ofDocument of Map.groupBy(pages, ({ documentId }) => documentId).values())
      await addBatch(deps, { pages: ofDocument, rendererVersion })
    added += pages.length
  }
}

/** Pages that wait to be drawn by this renderer, or that it could not draw. */
async function readTried(
  { database }: RedrawDeps,
  { pages, rendererVersion }: { pages: readonly Outdated[]; rendererVersion: number },
): Promise<ReadonlySet<PageId>> {
  const ids = pages.map(({ pageId }) => pageId)
  const rows = await database.read(SWEEP, (db) =>
    db
      .selectFrom('jobs')
      .select(sql<PageId>`page_id`.as('pageId'))
      .where('kind', '=', redrawPageJob.kind)
      .where('page_id', '=', sql<PageId>`any(${ids}::uuid[])`)
      .where(sql`(payload->>'rendererVersion')::int`, '=', rendererVersion)
      .where('state', '!=', 'done')
      .execute(),
  )
  return new Set(rows.map(({ pageId }) => pageId))
}

type Batch = { pages: readonly Outdated[]; rendererVersion: number }

async function addBatch({ database, jobs }: RedrawDeps, { pages, rendererVersion }: Batch): Promise<void> {
  const [first] = pages
  if (first === undefined) return
  const { spaceId, documentId, documentTitle: title } = first
  const about = { spaceId, documentId, title, onBehalfOf: undefined }
  await database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) => {
    const progress = { total: pages.length, unit: 'pages' as const }
    const parentId = await jobs.addBatch(tx, { ...about, kind: REDRAW_BATCH, progress })
    const parts = pages.map(({ pageId, version }) => ({
      ...about,
      parentId,
      pageId,
      payload: { pageId, version, rendererVersion },
    }))
    await jobs.addMany(tx, redrawPageJob, parts)
  })
}
