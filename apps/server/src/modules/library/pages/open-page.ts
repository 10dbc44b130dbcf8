import { type DocumentId, notDrawnYet, type PageId, pageNotFound, type Sha256, type SpaceId } from '@kinfolio/contracts'
import { z } from 'zod'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { Context, Database } from '../../../kernel/database/index.ts'
import { findDrawing, findPage, findPageText, findReading, type ListedPage } from './page-list.queries.ts'
import { type TextLine, textLine } from './text-line.ts'

type PageInput = { context: Context; spaceId: SpaceId; id: PageId }

export type OpenedPage = {
  page: ListedPage
  text: string
  lines: TextLine[]
  language: string | null
  reading: Awaited<ReturnType<typeof findReading>>
}

/** A page with its current text. Throws `page-not-found`. */
export async function openPage({ database }: { database: Database }, input: PageInput): Promise<OpenedPage> {
  return database.read(input.context, async (db) => {
    const page = await findPage(db, input)
    if (page === undefined) throw pageNotFound({ page_id: input.id })
    const current = await findPageText(db, input)
    if (current === undefined) return { page, text: '', lines: [], language: null, reading: undefined }
    const { text, language, reading_id } = current
    const reading = reading_id === null ? undefined : await findReading(db, { ...input, id: reading_id })
    return { page, text, lines: z.array(textLine).parse(current.lines), language, reading }
  })
}

export type OpenDrawingInput = PageInput & { as: 'svg' | 'png' | 'thumbnail'; version: Sha256 | undefined }
export type OpenedDrawing = {
  /** Changes exactly when the picture does. */
  tag: string
  documentId: DocumentId
  open(): Promise<{ bytes: AsyncIterable<Uint8Array>; sizeBytes: number | undefined }>
}

/** The picture of a page, opened only when it is wanted. Throws `page-not-found` and `not-drawn-yet`. */
export async function openDrawing(
  { database, blobs }: { database: Database; blobs: Blobs },
  input: OpenDrawingInput,
): Promise<OpenedDrawing> {
  const drawing = await database.read(input.context, async (db) => {
    const found = await findDrawing(db, input)
    if (found === undefined && (await findPage(db, input)) === undefined) throw pageNotFound({ page_id: input.id })
    return found
  })
  if (drawing === undefined) throw notDrawnYet({ page_id: input.id })
  return {
    tag: drawing.sha256,
    documentId: drawing.document_id,
    open: async () => ({ bytes: await blobs.open(drawing.sha256), sizeBytes: await blobs.size(drawing.sha256) }),
  }
}
