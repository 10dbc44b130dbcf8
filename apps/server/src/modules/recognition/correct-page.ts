import {
  type Box,
  pageChanged,
  pageNotFound,
  type PageId,
  readingId,
  type ReadingId,
  readingNotFound,
  type Sha256,
} from '@kinfolio/contracts'
import { z } from 'zod'
import type { Context, Database, Tx } from '../../kernel/database/index.ts'
import type { Actor } from '../../kernel/http/index.ts'
import { newId } from '../../kernel/ids.ts'
import { type Library, type PageSource, textLine, type TextLine } from '../library/index.ts'
import { recordAudit } from '../accounts/index.ts'
import { doneBy } from './done-by.ts'
import { requirePermission } from '../spaces/index.ts'
import { placeLines } from './place-lines.ts'
import { PERSON_ENGINE, PERSON_ENGINE_VERSION } from './engines.ts'
import { findReading, insertReading } from './reading.queries.ts'

export type CorrectDeps = {
  database: Database
  library: Pick<Library, 'readPageSource' | 'recordPageText' | 'openPage'>
}
type At = { context: Context; actor: Actor; pageId: PageId }

/** A person's own reading of a page becomes its text; what engines read stays in the history. */
export async function correctPage(
  deps: CorrectDeps,
  input: At & { version: Sha256; lines: readonly { text: string; box: Box | null }[] },
): Promise<void> {
  requirePermission(input.actor, 'correct a page')
  const page = await findPage(deps, input)
  if (page.version !== input.version) throw pageChanged({ version: page.version })
  const { context, pageId } = input
  const before = await deps.library.openPage({ context, spaceId: input.actor.spaceId, id: pageId })
  const lines = placeLines(input.lines, before.lines)
  await keep(deps, { ...input, action: 'page.corrected', page, lines })
}

/** Makes an earlier reading the text again, as a new entry of the history. */
export async function restoreReading(deps: CorrectDeps, input: At & { id: ReadingId }): Promise<void> {
  requirePermission(input.actor, 'correct a page')
  const page = await findPage(deps, input)
  const { spaceId } = input.actor
  const reading = await deps.database.read(input.context, (db) => findReading(db, { ...input, spaceId }))
  if (reading === undefined) throw readingNotFound({ reading_id: input.id })
  const lines = z.array(textLine).parse(reading.lines)
  await keep(deps, { ...input, action: 'page.reading-restored', page, lines })
}

async function findPage(deps: CorrectDeps, { context, actor, pageId }: At): Promise<PageSource> {
  const page = await deps.library.readPageSource({ context, spaceId: actor.spaceId, pageId })
  if (page === undefined) throw pageNotFound({ page_id: pageId })
  return page
}

type Kept = { action: 'page.corrected' | 'page.reading-restored'; page: PageSource; lines: TextLine[] }

async function keep(deps: CorrectDeps, input: At & Kept): Promise<void> {
  const { actor, page, lines } = input
  const id = newId(readingId)
  const write = async (tx: Tx): Promise<void> => {
    await insertReading(tx, {
      id,
      space_id: actor.spaceId,
      page_id: page.pageId,
      version: Buffer.from(page.version, 'hex'),
      origin: 'person',
      engine: PERSON_ENGINE,
      engine_version: PERSON_ENGINE_VERSION,
      outcome: lines.length === 0 ? 'blank' : 'read',
      text: lines.map((line) => line.text).join('\n'),
      lines: JSON.stringify(lines),
      created_by: actor.userId,
    })
    const isKept = await deps.library.recordPageText({
      tx,
      spaceId: actor.spaceId,
      pageId: page.pageId,
      version: page.version,
      readingId: id,
      lines,
      language: null,
      confidence: null,
    })
    if (!isKept) throw pageChanged({ version: page.version })
    await recordAudit(tx, { action: input.action, ...doneBy(actor), object: { kind: 'page', id: page.pageId } })
  }
  await deps.database.write(input.context, write)
}
