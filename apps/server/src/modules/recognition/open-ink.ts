import { type DocumentId, type PageId, pageNotFound, type SpaceId } from '@kinfolio/contracts'
import { PACKED_VERSION } from '@kinfolio/ink'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Context } from '../../kernel/database/index.ts'
import type { WorkerPool } from '../../kernel/pool/index.ts'
import type { Library } from '../library/index.ts'
import { RENDERER_VERSION } from './drawing/renderer-version.ts'
import { DRAW_TIMEOUT_MS, packInkTask } from './drawing/tasks.ts'
import { loadPageParts } from './load-page-parts.ts'

export type OpenInkDeps = { blobs: Blobs; pool: WorkerPool; library: Pick<Library, 'readPageSource'> }
export type OpenInkInput = { context: Context; spaceId: SpaceId; pageId: PageId; signal: AbortSignal }
export type OpenedInk = {
  /** Changes exactly when the ink is shown in another way. */
  tag: string
  documentId: DocumentId
  open(): Promise<Uint8Array>
}

/** A page stroke by stroke, packed when it is wanted: few pages ever are, and a browser keeps them. Throws `page-not-found`. */
export async function openInk(deps: OpenInkDeps, { signal, ...at }: OpenInkInput): Promise<OpenedInk> {
  const page = await deps.library.readPageSource(at)
  if (page === undefined) throw pageNotFound({ page_id: at.pageId })
  return {
    documentId: page.documentId,
    tag: `${page.version}-${RENDERER_VERSION}-${PACKED_VERSION}`,
    open: async () => {
      const parts = await loadPageParts(deps, page)
      return deps.pool.run(packInkTask, parts, { timeoutMs: DRAW_TIMEOUT_MS, signal })
    },
  }
}
