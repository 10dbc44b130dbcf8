import { readingId, type PageId, type ReaderEngine, type Sha256 } from '@kinfolio/contracts'
import { z } from 'zod'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'
import type { Breaker } from '../../kernel/jobs/index.ts'
import type { JobQueue, JobRun } from '../../kernel/jobs/job.ts'
import type { WorkerPool } from '../../kernel/pool/index.ts'
import type { Quotas } from '../spaces/index.ts'
import { type Library, type PageSource, textLine, type TextLine } from '../library/index.ts'
import { DRAW_TIMEOUT_MS, pictureForReadingTask } from './drawing/tasks.ts'
import { joinStrips } from './join-strips.ts'
import { linesOfReading } from './lines-of-reading.ts'
import { loadPageParts } from './load-page-parts.ts'
import { mergeLines } from './merge-lines.ts'
import { messages } from './messages.ts'
import type { Preparer } from './preparation/preparer.ts'
import type { Prepared } from './preparation/prepare-page.ts'
import { findCorrectionSince, hasReading, insertReading, type NewReading } from './reading.queries.ts'
import { type PageImage, type Reader, type Reading } from './reader.port.ts'
import { FILE_ENGINE, FILE_ENGINE_VERSION } from './engines.ts'
import { settleQuota } from './settle-quota.ts'
import { isOffline, openSpaceReader, type SpaceReader, type SpaceReaderDeps } from './space-reader.ts'

export type ReadPagesDeps = SpaceReaderDeps & {
  blobs: Blobs
  pool: WorkerPool
  preparer: Preparer
  breakerFor: (who: string) => Breaker
  library: Pick<Library, 'readPageSource' | 'readNeighbours' | 'recordPageText' | 'markReading' | 'hasWaitingPages'>
  quotas: Pick<Quotas, 'reservePages' | 'settlePages'>
  jobs: Pick<JobQueue, 'add'>
}
export type ReadPagesInput = {
  pages: readonly { pageId: PageId; version: Sha256 }[]
  engine: ReaderEngine | undefined
  /** See `readPagesJob`. */
  again: number
  run: JobRun
}

/**
 * Reads pages: what their files hold as text is taken from there, the rest is recognised, as far as the plan has pages
 * left. All readings of the call and the job's end are one transaction, so a page is never read or counted twice for one
 * wish, whatever is killed when.
 */
export async function readPages(deps: ReadPagesDeps, input: ReadPagesInput): Promise<void> {
  const { run } = input
  const spaceReader = await openSpaceReader(deps, { ...run, engine: input.engine })
  const sources = await unreadSources(deps, { ...input, reader: spaceReader.reader })
  await deps.database.write(run.context, async (tx) => {
    for (const page of sources) await markPage(deps, { tx, run, page, status: 'processing' })
  })
  const pictures = await Promise.all(sources.map((page) => pictureOf(deps, { page, spaceReader, run })))
  const { granted, isCounted } = await withinQuota(deps, { pictures, spaceReader, run })
  const readings = await askReader(deps, { pictures: granted, spaceReader, run })
  await run.finish(async (tx) => {
    const read = isCounted ? granted.filter((_, at) => readings[at]?.outcome === 'read') : []
    await settleQuota(deps, { tx, run, read: read.map(({ page }) => page.pageId) })
    for (const [at, picture] of granted.entries()) {
      await keepReading(deps, { tx, picture, reading: readings[at], spaceReader, input })
    }
  })
}

/**
 * Sets aside what the reader would be asked about, and answers the pictures to go on with. The others keep what text their
 * files hold and wait for the plan, or until somebody asks, where their import was told to read a few only.
 */
async function withinQuota(
  deps: Pick<ReadPagesDeps, 'database' | 'library' | 'quotas'>,
  { pictures, spaceReader, run }: Call & { pictures: readonly Picture[] },
): Promise<{ granted: readonly Picture[]; isCounted: boolean }> {
  const asked = pictures.filter(({ prepared }) => imagesOf(prepared).length > 0)
  if (asked.length === 0) return { granted: pictures, isCounted: false }
  const { spaceId, parentId: batchId } = run
  return deps.database.write(run.context, async (tx) => {
    const pages = asked.map(({ page }) => ({ jobId: run.id, pageId: page.pageId }))
    const wish = { tx, spaceId, isOffline: isOffline(spaceReader), pages, batchId }
    const { granted, leftOut, isCounted } = await deps.quotas.reservePages(wish)
    const refused = asked.filter(({ page }) => !granted.has(page.pageId))
    for (const { page, lines } of refused) {
      const status = leftOut.has(page.pageId) ? 'skipped' : 'pending_quota'
      await markPage(deps, { tx, run, page, status, fileLines: lines })
    }
    return { granted: pictures.filter((picture) => !refused.includes(picture)), isCounted }
  })
}

/** Says on the pages why they have no text. */
export async function giveUpReading(
  deps: Pick<ReadPagesDeps, 'library' | 'quotas' | 'jobs'>,
  input: { tx: Tx; pages: ReadPagesInput['pages']; run: JobRun; why: { state: 'failed' | 'cancelled'; error: string } },
): Promise<void> {
  await settleQuota(deps, { ...input, read: [] })
  const status = input.why.state === 'cancelled' ? 'skipped' : 'failed'
  for (const page of input.pages) {
    await markPage(deps, { ...input, page, status, problem: input.why.error })
  }
}

type Picture = { page: PageSource; lines: TextLine[]; prepared: Prepared }

/** The pages that still are as they were when the job was made, and have no such reading yet. */
async function unreadSources(
  deps: Pick<ReadPagesDeps, 'database' | 'library'>,
  { pages, run, reader, again }: ReadPagesInput & { reader: Reader },
): Promise<PageSource[]> {
  const { spaceId } = run
  const sources: PageSource[] = []
  for (const { pageId, version } of pages) {
    const key = { spaceId, pageId, version, engine: reader.name, engineVersion: reader.version, run: again }
    if (await deps.database.read(run.context, (db) => hasReading(db, key))) continue
    const page = await deps.library.readPageSource({ context: run.context, spaceId, pageId })
    if (page?.version === version) sources.push(page)
  }
  return sources
}

type Call = { spaceReader: SpaceReader; run: JobRun }

async function pictureOf(
  deps: ReadPagesDeps,
  { page, spaceReader, run }: Call & { page: PageSource },
): Promise<Picture> {
  const parts = await loadPageParts(deps, page)
  const options = { timeoutMs: DRAW_TIMEOUT_MS, signal: run.signal, isPatient: true }
  const { png, lines } = await deps.pool.run(pictureForReadingTask, parts, options)
  if (png === undefined) return { page, lines, prepared: { outcome: 'blank' } }
  const prepared = await deps.preparer.prepare(png, { wish: spaceReader.reader.reads, signal: run.signal })
  return { page, lines, prepared }
}

/** One answer per picture; undefined where there was nothing to recognise. */
async function askReader(
  deps: ReadPagesDeps,
  { pictures, spaceReader, run }: Call & { pictures: readonly Picture[] },
): Promise<(Reading | undefined)[]> {
  const ready = pictures.filter(({ prepared }) => imagesOf(prepared).length > 0)
  const answers = ready.length === 0 ? [] : await readReady(deps, { ready, spaceReader, run })
  return pictures.map(({ prepared }): Reading | undefined => {
    if (prepared.outcome === 'ready') return answers.shift()
    if (prepared.outcome === 'strips') return joinStrips(prepared.strips, answers.splice(0, prepared.strips.length))
    return prepared.outcome === 'unreadable' ? prepared : undefined
  })
}

function imagesOf(prepared: Prepared): PageImage[] {
  if (prepared.outcome === 'strips') return prepared.strips.map(({ image }) => image)
  return prepared.outcome === 'ready' ? [prepared.image] : []
}

async function readReady(
  deps: ReadPagesDeps,
  { ready, spaceReader, run }: Call & { ready: readonly Picture[] },
): Promise<Reading[]> {
  const { reader, languages, names, breakerKey } = spaceReader
  const [first, last] = [ready[0], ready.at(-1)]
  const neighbours = first === undefined || last === undefined ? {} : await neighboursOf(deps, { first, last, run })
  const images = ready.flatMap(({ prepared }) => imagesOf(prepared))
  const context = { languages, names, neighbouringText: neighbours }
  const breaker = deps.breakerFor(breakerKey)
  const readings: Reading[] = []
  // One call, unless tall pages became more pictures than a call takes.
  for (let at = 0; at < images.length; at += reader.reads.pagesPerCall) {
    const pages = images.slice(at, at + reader.reads.pagesPerCall)
    readings.push(...(await breaker.call(() => reader.readPages({ pages, context }, run.signal))))
  }
  return readings
}

async function neighboursOf(
  deps: ReadPagesDeps,
  { first, last, run }: { first: Picture; last: Picture; run: JobRun },
): Promise<{ before?: string; after?: string }> {
  const { documentId, number: from } = first.page
  const to = last.page.number
  const { context, spaceId } = run
  const { before, after } = await deps.library.readNeighbours({ context, spaceId, documentId, from, to })
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

type Kept = {
  tx: Tx
  picture: Picture
  reading: Reading | undefined
  spaceReader: SpaceReader
  input: ReadPagesInput
}

async function keepReading(deps: ReadPagesDeps, { tx, picture, reading, spaceReader, input }: Kept): Promise<void> {
  const { page, lines, prepared } = picture
  const { run } = input
  const id = newId(readingId)
  const recognised = linesOfReading(reading, prepared)
  const base = { id, space_id: run.spaceId, page_id: page.pageId, version: Buffer.from(page.version, 'hex') }
  await insertReading(tx, { ...base, ...rowOf({ reading, lines, recognised, spaceReader, again: input.again }) })
  const at = { spaceId: run.spaceId, pageId: page.pageId, version: page.version }
  const correction = await findCorrectionSince(tx, { ...at, jobId: run.id })
  if (correction !== undefined) {
    // A person corrected the page while it waited to be read: theirs is the later wish.
    const corrected = { readingId: readingId.parse(correction.id), lines: z.array(textLine).parse(correction.lines) }
    await deps.library.recordPageText({ tx, ...at, ...corrected, language: null, confidence: null })
    return
  }
  if (reading?.outcome === 'unreadable') {
    return markPage(deps, { tx, run, page, status: 'failed', problem: messages.unreadable(reading.because) })
  }
  await deps.library.recordPageText({
    tx,
    ...at,
    readingId: id,
    lines: mergeLines(lines, recognised),
    language: (reading?.outcome === 'read' ? reading.language : undefined) ?? spaceReader.languages[0] ?? null,
    confidence: reading?.outcome === 'read' ? reading.confidence : null,
  })
}

type RowOf = Pick<Kept, 'reading' | 'spaceReader'> & { lines: TextLine[]; recognised: TextLine[]; again: number }

/** A page whose every word its files held was read by nobody: its reading is the file's. */
function rowOf({
  reading,
  lines,
  recognised,
  spaceReader,
  again,
}: RowOf): Omit<NewReading, 'id' | 'space_id' | 'page_id' | 'version'> {
  const all = mergeLines(lines, recognised)
  const text = all.map((line) => line.text).join('\n')
  const common = { text, lines: JSON.stringify(all), language: spaceReader.languages[0] ?? null }
  if (reading === undefined) {
    const outcome = all.length === 0 ? 'blank' : 'read'
    return {
      ...common,
      origin: 'file',
      engine: FILE_ENGINE,
      engine_version: FILE_ENGINE_VERSION,
      outcome,
      confidence: null,
      cost: null,
    }
  }
  return {
    ...common,
    origin: 'engine',
    engine: spaceReader.reader.name,
    engine_version: spaceReader.reader.version,
    run: again,
    outcome: reading.outcome,
    confidence: reading.outcome === 'read' ? reading.confidence : null,
    cost: reading.cost === undefined ? null : JSON.stringify(reading.cost),
  }
}

type Mark = {
  tx: Tx
  run: JobRun
  page: { pageId: PageId; version: Sha256 }
  status: 'processing' | 'failed' | 'skipped' | 'pending_quota'
  problem?: string
  fileLines?: readonly TextLine[]
}

async function markPage(
  deps: Pick<ReadPagesDeps, 'library'>,
  { tx, run, page, status, problem, fileLines }: Mark,
): Promise<void> {
  const { pageId, version } = page
  const why = { ...(problem === undefined ? {} : { problem }), ...(fileLines === undefined ? {} : { fileLines }) }
  await deps.library.markReading({ tx, spaceId: run.spaceId, pageId, version, status, ...why })
}
