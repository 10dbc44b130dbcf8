import type { PageId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'
import { hashBytes, insertStoredFiles, type StoredFile } from '../../files/index.ts'
import { logPage, type RecordDeps } from './record-page-text.ts'

export type PageDrawing = { svg: StoredFile; png: StoredFile; thumbnail: StoredFile; width: number; height: number }

export type RecordPageDrawingInput = {
  tx: Tx
  spaceId: SpaceId
  pageId: PageId
  /** The version that was drawn. */
  version: Sha256
  /** Raised with every change of how pages are drawn. */
  rendererVersion: number
  /** Pictures that are in the blob store already; the size is the page's own, in page units. */
  drawing: PageDrawing
  isBlank: boolean
  /** What could not be understood or drawn of the page. */
  problems: readonly string[]
}

/** Makes this the page's picture. Answers false, and does nothing, when the page has another version by now. */
export async function recordPageDrawing(deps: RecordDeps, input: RecordPageDrawingInput): Promise<boolean> {
  const { tx, spaceId, pageId, drawing } = input
  const page = await setDrawStatus({ ...input, status: 'drawn', ...drawing })
  if (page === undefined) return false
  const { svg, png, thumbnail, width, height } = drawing
  await insertStoredFiles(tx, { spaceId, files: [svg, png, thumbnail] })
  const hashes = {
    svg_sha256: hashBytes(svg.sha256),
    png_sha256: hashBytes(png.sha256),
    thumbnail_sha256: hashBytes(thumbnail.sha256),
  }
  await tx
    .insertInto('drawings')
    .values({
      page_id: pageId,
      space_id: spaceId,
      version: hashBytes(input.version),
      renderer_version: input.rendererVersion,
      ...hashes,
      width,
      height,
    })
    .onConflict((conflict) =>
      conflict.columns(['page_id', 'version', 'renderer_version']).doUpdateSet({ ...hashes, width, height }),
    )
    .execute()
  await logPage(deps, { tx, spaceId, pageId, documentId: page.document_id, kind: 'page.drawn' })
  return true
}

export type RecordDrawFailureInput = Pick<RecordPageDrawingInput, 'tx' | 'spaceId' | 'pageId' | 'version'> & {
  /** Why, in words for a person. */
  problem: string
}

/** The page keeps its bytes and says why it has no picture. An older picture, if there is one, is no longer shown. */
export async function recordDrawFailure(deps: RecordDeps, input: RecordDrawFailureInput): Promise<boolean> {
  const page = await setDrawStatus({ ...input, status: 'failed', problems: [input.problem], isBlank: false })
  if (page === undefined) return false
  await logPage(deps, { ...input, documentId: page.document_id, kind: 'page.changed' })
  return true
}

type DrawStatus = Pick<RecordPageDrawingInput, 'tx' | 'spaceId' | 'pageId' | 'version' | 'problems' | 'isBlank'> & {
  status: 'drawn' | 'failed'
  width?: number
  height?: number
}

async function setDrawStatus(input: DrawStatus) {
  const { width, height } = input
  return input.tx
    .updateTable('pages')
    .set({
      draw_status: input.status,
      is_blank: input.isBlank,
      ...(width === undefined || height === undefined ? {} : { width, height }),
      problems: [...input.problems],
      updated_at: sql`now()`,
    })
    .where('id', '=', input.pageId)
    .where('space_id', '=', input.spaceId)
    .where('version', '=', hashBytes(input.version))
    .returning('document_id')
    .executeTakeFirst()
}
