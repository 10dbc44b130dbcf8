import type { JobId, PageId, SpaceId } from '@kinfolio/contracts'
import type { Db, Tx } from '../../../kernel/database/index.ts'
import { addToAllowance, lockAllowance } from './allowance.queries.ts'
import { findSpacePlan, limitOf, type SpacePlan } from './plan.queries.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { refusePages } from './quota-refusal.ts'
import { tellUsage } from './tell-usage.ts'
import {
  addUsage,
  findHeld,
  findUsage,
  insertReservations,
  lockUsage,
  NO_PERIOD,
  periodOf,
  type Taken,
  takeReservations,
  type UsageKey,
} from './usage.queries.ts'

/** A reader that runs on this server may be free of the plan; which one it is, recognition knows. */
export type ReadingAt = { spaceId: SpaceId; isOffline: boolean }
type PagesOfJob = { jobId: JobId; pageId: PageId }

const KIND = 'pages_read'
const ALLOWANCE = 'import_allowance'

type Reserving = ReadingAt & {
  tx: Tx
  pages: readonly PagesOfJob[]
  /** All or none: without enough left `quota-exceeded` is thrown. */
  isWhole?: boolean
  /** The batch that the jobs are parts of: it may have been told to read a few pages only. */
  batchId?: JobId | undefined
}
type Granted = {
  granted: Set<PageId>
  /** Left out by the import's own wish. The others that are not granted wait for the plan. */
  leftOut: Set<PageId>
}

/**
 * Sets pages aside, before their reading begins: of the plan, and of what their import was told to read at most. What a
 * job holds already it is given again, so that a run after a failure or a kill takes nothing more. Of the others as many
 * as are left, in the order given.
 */
export async function reservePages(
  deps: Pick<QuotaDeps, 'clock' | 'defaults'>,
  input: Reserving,
): Promise<Granted & { isCounted: boolean }> {
  const allowed = await reserveOfAllowance(input)
  const pages = input.pages.filter(({ pageId }) => !allowed.leftOut.has(pageId))
  const at = await findSpacePlan(input.tx, {
    spaceId: input.spaceId,
    defaults: deps.defaults,
    now: deps.clock.now(),
  })
  const isOfPlan = isCounted(at, input)
  const granted = isOfPlan ? await reserveOfPlan(at, { ...input, pages }) : new Set(pages.map(({ pageId }) => pageId))
  return { granted, leftOut: allowed.leftOut, isCounted: isOfPlan }
}

async function reserveOfAllowance({ tx, spaceId, pages, batchId }: Reserving): Promise<Pick<Granted, 'leftOut'>> {
  const left = batchId === undefined ? undefined : await lockAllowance(tx, { spaceId, batchId })
  if (batchId === undefined || left === undefined) return { leftOut: new Set() }
  const fresh = await freshOf(tx, { pages, kind: ALLOWANCE })
  const taken = fresh.slice(0, left)
  await insertReservations(tx, { spaceId, kind: ALLOWANCE, periodStart: NO_PERIOD, wishes: taken.map(onePage) })
  if (taken.length > 0) await addToAllowance(tx, { spaceId, batchId, pages: -taken.length })
  return { leftOut: new Set(fresh.slice(left).map(({ pageId }) => pageId)) }
}

async function reserveOfPlan(at: SpacePlan, { tx, spaceId, pages, isWhole }: Reserving): Promise<Granted['granted']> {
  const all = new Set(pages.map(({ pageId }) => pageId))
  const limit = limitOf(at.plan, KIND)
  if (limit === null || pages.length === 0) return all
  const key: UsageKey = { spaceId, kind: KIND, periodStart: periodOf(KIND, at) }
  const usage = await lockUsage(tx, key)
  // Looked at under the lock: whoever holds it writes both.
  const fresh = await freshOf(tx, { pages, kind: KIND })
  const left = Math.max(0, limit - usage.used - usage.reserved)
  if (isWhole === true && fresh.length > left) throw refusePages({ at, usage, wanted: fresh.length })
  const taken = fresh.slice(0, left)
  await insertReservations(tx, { ...key, wishes: taken.map(onePage) })
  if (taken.length > 0) await addUsage(tx, { ...key, used: 0, reserved: taken.length })
  const refused = new Set(fresh.slice(left).map(({ pageId }) => pageId))
  return new Set([...all].filter((pageId) => !refused.has(pageId)))
}

async function freshOf(
  tx: Tx,
  { pages, kind }: { pages: readonly PagesOfJob[]; kind: typeof KIND | typeof ALLOWANCE },
): Promise<PagesOfJob[]> {
  const held = await findHeld(tx, { jobIds: [...new Set(pages.map(({ jobId }) => jobId))], kind })
  return pages.filter(({ pageId }) => !held.has(pageId))
}

function onePage({ jobId, pageId }: PagesOfJob) {
  return { jobId, itemId: pageId, amount: 1 }
}

/**
 * Ends what was set aside for a job: pages that were read are used, the others are given back. Answers how many those
 * are. Comes before anything that locks the members' logs.
 */
export async function settlePages(
  deps: Pick<QuotaDeps, 'clock' | 'defaults' | 'events' | 'personLog'>,
  input: { tx: Tx; spaceId: SpaceId; jobId: JobId; read: readonly PageId[]; batchId?: JobId | undefined },
): Promise<{ givenBack: number }> {
  const { tx, spaceId, jobId } = input
  await settleAllowance(input)
  const taken = await takeReservations(tx, { spaceId, jobId, kind: KIND })
  if (taken.length === 0 && input.read.length === 0) return { givenBack: 0 }
  const at = await findSpacePlan(tx, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const read = new Set<string>(input.read)
  for (const [periodStart, by] of perPeriod({ taken, read, now: periodOf(KIND, at) })) {
    const usage = await addUsage(tx, { spaceId, kind: KIND, periodStart, ...by })
    await tellUsage(deps, { tx, spaceId, at, kind: KIND, periodStart, usage })
  }
  return { givenBack: taken.filter(({ itemId }) => !read.has(itemId)).length }
}

async function settleAllowance({
  tx,
  spaceId,
  jobId,
  batchId,
  read,
}: Parameters<typeof settlePages>[1]): Promise<void> {
  if (batchId === undefined) return
  const taken = await takeReservations(tx, { spaceId, jobId, kind: ALLOWANCE })
  const unused = taken.filter(({ itemId }) => !read.some((pageId) => pageId === itemId))
  if (unused.length > 0) await addToAllowance(tx, { spaceId, batchId, pages: unused.length })
}

/** Throws `quota-exceeded` when a reader may be asked about no page at all. */
export async function requirePagesLeft(
  deps: Pick<QuotaDeps, 'clock' | 'defaults'>,
  input: ReadingAt & { db: Db; wanted: number },
): Promise<void> {
  const { db, spaceId, wanted } = input
  if ((await pagesLeft(deps, input)) > 0) return
  const at = await findSpacePlan(db, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const usage = await findUsage(db, { spaceId, kind: KIND, periodStart: periodOf(KIND, at) })
  throw refusePages({ at, usage, wanted })
}

/** How many pages a reader may still be asked about; infinite without a limit. */
export async function pagesLeft(
  deps: Pick<QuotaDeps, 'clock' | 'defaults'>,
  input: ReadingAt & { db: Db },
): Promise<number> {
  const { db, spaceId } = input
  const at = await findSpacePlan(db, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const limit = limitOf(at.plan, KIND)
  if (limit === null || !isCounted(at, input)) return Number.POSITIVE_INFINITY
  const { used, reserved } = await findUsage(db, { spaceId, kind: KIND, periodStart: periodOf(KIND, at) })
  return Math.max(0, limit - used - reserved)
}

function isCounted({ plan }: SpacePlan, { isOffline }: Pick<ReadingAt, 'isOffline'>): boolean {
  return plan.offline_reader_counts || !isOffline
}

/** A page is used in the month it was set aside in; what nothing was set aside for counts now. */
function perPeriod(of: { taken: readonly Taken[]; read: ReadonlySet<string>; now: string }) {
  const sums = new Map<string, { used: number; reserved: number }>()
  const add = (period: string, by: { used: number; reserved: number }): void => {
    const sum = sums.get(period) ?? { used: 0, reserved: 0 }
    sums.set(period, { used: sum.used + by.used, reserved: sum.reserved + by.reserved })
  }
  const held = new Set(of.taken.map(({ itemId }) => itemId))
  for (const { itemId, periodStart, amount } of of.taken) {
    add(periodStart, { used: of.read.has(itemId) ? amount : 0, reserved: -amount })
  }
  for (const itemId of of.read) if (!held.has(itemId)) add(of.now, { used: 1, reserved: 0 })
  // The older month first, in which everybody locks.
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
