import type { Collection, Document, Page, pageText, ReadingSummary } from '@kinfolio/contracts'
import { z } from 'zod'
import type { OpenedPage } from './pages/open-page.ts'
import type { ListedPage } from './pages/page-list.queries.ts'
import type { CollectionRow } from './shelves/collection.queries.ts'
import type { ListedDocument } from './shelves/document-list.queries.ts'

export function presentCollection({ id, parent_id, kind, title, trashed_at }: CollectionRow): Collection {
  return { id, parent_id, kind: collectionKind.parse(kind), title, is_trashed: trashed_at !== null }
}
const collectionKind = z.enum(['folder', 'memory_book', 'thread'])

export function presentDocument(row: ListedDocument): Document {
  const { drawn, draw_failed, read, read_failed, created_at, updated_at, ...rest } = row
  return {
    ...rest,
    progress: { drawn, draw_failed, read, read_failed },
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}

export function presentPage({ position, draw_status, ...row }: ListedPage): Page {
  return { ...row, number: position, draw_status: drawnAs.parse(draw_status) }
}
const drawnAs = z.enum(['pending', 'drawn', 'failed'])

export function presentPageText(opened: OpenedPage): z.infer<typeof pageText> {
  const lines = opened.lines.map(({ style: _, indent: __, ...line }) => line)
  const reading = opened.reading === undefined ? null : presentReading(opened.reading)
  return { page: presentPage(opened.page), text: opened.text, lines, language: opened.language, reading }
}

const cost = z.object({ usdMicros: z.int().optional() }).nullable()

function presentReading(row: NonNullable<OpenedPage['reading']>): ReadingSummary {
  const { created_at, origin, outcome, ...rest } = row
  return {
    ...rest,
    origin: readingOrigin.parse(origin),
    outcome: readingOutcome.parse(outcome),
    created_at: created_at.toISOString(),
    is_current: true,
    cost_usd_micros: cost.parse(row.cost)?.usdMicros ?? null,
  }
}
const readingOrigin = z.enum(['engine', 'person', 'file'])
const readingOutcome = z.enum(['read', 'blank', 'unreadable'])
