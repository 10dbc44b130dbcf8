import type { SpaceId } from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import type { Context, Tx } from '../../kernel/database/index.ts'
import type { JobQueue, JobRun } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import type { Quotas } from '../spaces/index.ts'
import { messages } from './messages.ts'
import { addReadings } from './plan-reading.ts'
import { missingFrom } from './readers.ts'
import { findReader } from './reader-settings.queries.ts'
import { nextRun } from './reading.queries.ts'
import { READ_WAITING_BATCH, readWaitingJob } from './recognition.jobs.ts'
import { choiceOf, isOffline, openSpaceReader, type SpaceReader, type SpaceReaderDeps } from './space-reader.ts'

/** Pages that are taken out of their waiting at a time: a year of them must not stand before what is added today. */
const WAITING_PAGES_AT_ONCE = 200
/** Between two such portions, so that other spaces and new pages come in between. */
const NEXT_PORTION_MS = 5_000

type LibraryPart = Pick<Library, 'takeWaitingPages' | 'hasWaitingPages' | 'spacesWithWaitingPages'>
export type ReadWaitingDeps = SpaceReaderDeps & {
  jobs: JobQueue
  library: LibraryPart
  quotas: Pick<Quotas, 'pagesLeft' | 'reservePages'>
  clock: Clock
}

/** Reads pages that waited for the plan, the newest first, as many as it has left; what it has is set aside for them. */
export async function readWaiting(
  deps: ReadWaitingDeps,
  { spaceId, run }: { spaceId: SpaceId; run: JobRun },
): Promise<void> {
  const isAny = await deps.database.read(run.context, (db) => deps.library.hasWaitingPages({ db, spaceId }))
  if (!isAny) return
  const spaceReader = await openSpaceReader(deps, { context: run.context, spaceId })
  await run.finish(async (tx) => {
    const left = await deps.quotas.pagesLeft({ db: tx, spaceId, isOffline: isOffline(spaceReader) })
    const atMost = Math.min(left, WAITING_PAGES_AT_ONCE)
    const taken = atMost === 0 ? 0 : await takeSome(deps, { tx, run, spaceReader, atMost })
    if (taken < atMost || taken === left) return
    const dueAt = new Date(deps.clock.now().getTime() + NEXT_PORTION_MS)
    await deps.jobs.add(tx, readWaitingJob, { ...wakeOf(spaceId), onBehalfOf: run.onBehalfOf, dueAt })
  })
}

/**
 * Wakes the spaces in which pages wait and there is room for them again: a month began, or the reader that was chosen
 * meanwhile does not count. Part of the upkeep, since nothing happens at the moment a month begins.
 */
export async function wakeWaiting(deps: ReadWaitingDeps, _input: object): Promise<void> {
  for (const spaceId of await deps.library.spacesWithWaitingPages({})) {
    const context: Context = { kind: 'job', spaceId, onBehalfOf: undefined }
    await deps.database.write(context, async (tx) => {
      const stored = await findReader(tx, spaceId)
      // A reader that cannot be asked would only fail; choosing another one is for people.
      if (missingFrom(choiceOf(deps, { stored, spaceId })) !== undefined) return
      const isOwn = isOffline({ reader: { name: stored.engine } })
      if ((await deps.quotas.pagesLeft({ db: tx, spaceId, isOffline: isOwn })) === 0) return
      await deps.jobs.add(tx, readWaitingJob, wakeOf(spaceId))
    })
  }
}

function wakeOf(spaceId: SpaceId) {
  return { spaceId, onBehalfOf: undefined, title: messages.waitingPages, payload: { space_id: spaceId } }
}

type Taking = { tx: Tx; run: JobRun; spaceReader: SpaceReader; atMost: number }

async function takeSome(deps: ReadWaitingDeps, { tx, run, spaceReader, atMost }: Taking): Promise<number> {
  const { spaceId, onBehalfOf } = run
  const { reader } = spaceReader
  const pages = await deps.library.takeWaitingPages({ tx, spaceId, atMost })
  if (pages.length === 0) return 0
  // Never the number of a reading that is there: the job would find its page read and leave it alone.
  const again = { run: await nextRun(tx, { spaceId, pageIds: pages.map(({ pageId }) => pageId), engine: reader.name }) }
  const calls = inCalls(pages, reader.reads.pagesPerCall)
  const about = { spaceId, onBehalfOf, title: messages.waitingPages }
  const progress = { total: calls.length, unit: 'steps' as const }
  const parentId = await deps.jobs.addBatch(tx, { ...about, kind: READ_WAITING_BATCH, progress })
  for (const call of calls) {
    const [{ documentId, title }] = call
    const part = { ...about, title, parentId }
    const perCall = call.length
    const [jobId] = await addReadings(deps, { tx, run: part, documentId, pages: call, perCall, again })
    if (jobId === undefined) throw new TypeError('a call with pages is a job')
    const held = call.map(({ pageId }) => ({ jobId, pageId }))
    await deps.quotas.reservePages({ tx, spaceId, isOffline: isOffline(spaceReader), pages: held })
  }
  return pages.length
}

/** Neighbours of one document go to the reader together, as many as it takes; the order stays. */
function inCalls<Page extends { documentId: string }>(pages: readonly Page[], perCall: number): [Page, ...Page[]][] {
  const calls: [Page, ...Page[]][] = []
  for (const page of pages) {
    const last = calls.at(-1)
    if (last !== undefined && last.length < perCall && last[0].documentId === page.documentId) last.push(page)
    else calls.push([page])
  }
  return calls
}
