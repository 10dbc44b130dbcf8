import type { Collection, Document, Page, pageText, ReadingCost, ReadingSummary } from '@kinfolio/contracts'
import { z } from 'zod'
import type { OpenedPage } from './pages/open-page.ts'
import type { ListedPage } from './pages/page-list.queries.ts'
import type { CollectionRow } from './shelves/collection.queries.ts'
import type { ListedDocument } from './shelves/document-list.queries.ts'

export function presentCollection({ id, parent_id, kind, title, trashed_at }: CollectionRow): Collection {
  return {
    id,
    parent_id,
    kind: collectionKind.parse(kind),
    title,
    is_trashed: trashed_at !== null,
    trashed_at: trashed_at?.toISOString() ?? null,
  }
}
const collectionKind = z.enum(['folder', 'memory_book', 'thread'])

export function presentDocument(row: ListedDocument): Document {
  const { drawn, draw_failed, read, read_failed, waiting_for_quota, skipped, ...more } = row
  const { trashed_at, archived_at, created_at, updated_at, ...rest } = more
  return {
    ...rest,
    trashed_at: trashed_at?.toISOString() ?? null,
    archived_at: archived_at?.toISOString() ?? null,
    progress: { drawn, draw_failed, read, read_failed, waiting_for_quota, skipped },
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
  const reading = opened.reading === undefined ? null : presentReading(opened.reading, true)
  return { page: presentPage(opened.page), text: opened.text, lines, language: opened.language, reading }
}

/** `isCurrent`: it is the one whose text the page shows. */
export function presentReading(row: NonNullable<OpenedPage['reading']>, isCurrent: boolean): ReadingSummary {
  const { id, engine, engine_version, origin, outcome, confidence, created_at, text } = row
  return {
    id,
    engine,
    engine_version,
    confidence,
    text,
    origin: readingOrigin.parse(origin),
    outcome: readingOutcome.parse(outcome),
    created_at: created_at.toISOString(),
    is_current: isCurrent,
    cost: presentCost(row.cost),
  }
}
const readingOrigin = z.enum(['engine', 'person', 'file'])
const readingOutcome = z.enum(['read', 'blank', 'unreadable'])

/** As recognition stored it; older readings may lack what was counted later. */
const storedCost = z
  .object({ usdMicros: z.number(), inputTokens: z.int(), outputTokens: z.int(), pictures: z.int() })
  .partial()
  .nullable()

function presentCost(stored: unknown): ReadingCost | null {
  const cost = storedCost.parse(stored)
  if (cost === null) return null
  return {
    usd_micros: cost.usdMicros === undefined ? null : Math.round(cost.usdMicros),
    input_tokens: cost.inputTokens ?? null,
    output_tokens: cost.outputTokens ?? null,
    pictures: cost.pictures ?? null,
  }
}
