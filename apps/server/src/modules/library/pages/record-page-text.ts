import type { DocumentId, OcrStatus, PageId, ReadingId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/person-log.ts'
import { hashBytes } from '../../files/index.ts'
import { writePageText } from './text.queries.ts'
import { type TextLine, textOfLines } from './text-line.ts'

export type RecordDeps = { personLog: PersonLog }

export type RecordPageTextInput = {
  tx: Tx
  spaceId: SpaceId
  pageId: PageId
  /** The version that was read. */
  version: Sha256
  /** The reading that the text comes from; null for text that was typed or printed only. */
  readingId: ReadingId | null
  /** In reading order; empty for a blank page. */
  lines: readonly TextLine[]
  /** BCP 47, where known. */
  language: string | null
  /** 0 to 1, null where nothing was recognised. */
  confidence: number | null
}

/**
 * Makes this the page's current text: shown, searched and exported. Answers false, and does nothing, when the page has
 * another version by now: what was read is then no longer on it.
 */
export async function recordPageText(deps: RecordDeps, input: RecordPageTextInput): Promise<boolean> {
  const page = await setOcrStatus({ ...input, status: 'completed' })
  if (page === undefined) return false
  await writePageText(input.tx, { ...input, documentId: page.document_id, text: textOfLines(input.lines) })
  await logPage(deps, { ...input, documentId: page.document_id, kind: 'page.read' })
  return true
}

export type MarkReadingInput = {
  tx: Tx
  spaceId: SpaceId
  pageId: PageId
  version: Sha256
  status: Exclude<OcrStatus, 'completed'>
  /** Why it failed or waits, in words for a person; shown on the page until it is read. */
  problem?: string
  /** What its files hold as text: shown and found already now, where the page has no text yet. */
  fileLines?: readonly TextLine[]
}

/** Says where the reading of a page stands, unless the page has another version by now (then false). */
export async function markReading(deps: RecordDeps, input: MarkReadingInput): Promise<boolean> {
  const page = await setOcrStatus(input)
  if (page === undefined) return false
  if (input.fileLines !== undefined && input.fileLines.length > 0) await showFileText(input, page.document_id)
  // That a page is being read is of interest for seconds; only what lasts goes into the log.
  if (input.status !== 'processing')
    await logPage(deps, { ...input, documentId: page.document_id, kind: 'page.changed' })
  return true
}

async function showFileText(input: MarkReadingInput, documentId: DocumentId): Promise<void> {
  const { tx, spaceId, pageId, version, fileLines: lines = [] } = input
  const known = await tx.selectFrom('page_texts').select('page_id').where('page_id', '=', pageId).executeTakeFirst()
  if (known !== undefined) return
  const unread = { readingId: null, language: null, confidence: null, text: textOfLines(lines) }
  await writePageText(tx, { spaceId, pageId, version, documentId, lines, ...unread })
}

type Status = Omit<MarkReadingInput, 'status'> & { status: OcrStatus }

async function setOcrStatus(input: Status): Promise<{ document_id: DocumentId } | undefined> {
  return input.tx
    .updateTable('pages')
    .set({ ocr_status: input.status, reading_problem: input.problem ?? null, updated_at: sql`now()` })
    .where('id', '=', input.pageId)
    .where('space_id', '=', input.spaceId)
    .where('version', '=', hashBytes(input.version))
    .returning('document_id')
    .executeTakeFirst()
}

type PageEvent = { tx: Tx; spaceId: SpaceId; pageId: PageId; documentId: DocumentId }

export async function logPage(
  { personLog }: RecordDeps,
  { tx, kind, ...at }: PageEvent & { kind: 'page.read' | 'page.drawn' | 'page.changed' },
): Promise<void> {
  const ids = { space_id: at.spaceId, document_id: at.documentId, page_id: at.pageId }
  await personLog.append(tx, { spaceId: at.spaceId, events: [{ kind, ids }] })
}
