import type { JobId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, SWEEP, type Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Log } from '../log.ts'
import { type JobRow, presentJob } from './job-rows.ts'
import { BATCH_TALLY_MS, SWEEP_JOBS_MAX } from './limits.ts'
import type { ShowProgress } from './progress.ts'
import { tellJobChanged } from './run.ts'
import { createThrottle, type Throttle } from './throttle.ts'

export type BatchesDeps = { database: Database; personLog: PersonLog; showProgress: ShowProgress; log: Log }

/**
 * Counts the parts of batches. Parts do not touch their batch's row when they end, or a thousand of them would queue
 * for it; whoever ended one asks for a count here, and a count that was lost in a crash is taken by the sweep.
 */
export type Batches = { touch(batch: JobId): void; tallyOpen(): Promise<void>; idle(): Promise<void> }

export function createBatches(deps: BatchesDeps): Batches {
  const throttles = new Map<JobId, Throttle>()
  const running = new Set<Promise<void>>()

  const tallySoon = (batch: JobId): void => {
    const tallied = tally(batch)
      .catch((error: unknown) => deps.log.warn({ err: error, jobId: batch }, 'a batch was not counted'))
      .finally(() => running.delete(tallied))
    running.add(tallied)
  }
  const tally = async (batch: JobId): Promise<void> => {
    const row = await deps.database.write(SWEEP, async (tx) => tallyBatch(deps, { tx, batch }))
    if (row === undefined) return
    if (row.space_id !== null) deps.showProgress({ spaceId: row.space_id, job: presentJob(row) })
    if (row.state === 'running') return
    throttles.delete(batch)
    if (row.parent_id !== null) touch(row.parent_id)
  }
  const touch = (batch: JobId): void => {
    const throttle = throttles.get(batch) ?? createThrottle(BATCH_TALLY_MS, () => tallySoon(batch))
    throttles.set(batch, throttle)
    throttle.ask()
  }
  return {
    touch,
    async tallyOpen() {
      for (const batch of await openBatches(deps.database)) await tally(batch)
    },
    async idle() {
      for (const throttle of throttles.values()) throttle.flush()
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function openBatches(database: Database): Promise<JobId[]> {
  const rows = await database.read(SWEEP, async (db) =>
    db
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', 'running')
      .where('worker_id', 'is', null)
      .where('is_batch', '=', true)
      .orderBy('updated_at')
      .limit(SWEEP_JOBS_MAX)
      .execute(),
  )
  return rows.map(({ id }) => id)
}

/** Counts under the lock of the batch's row and in a statement after it, so that the last count sees every part. */
async function tallyBatch(deps: BatchesDeps, { tx, batch }: { tx: Tx; batch: JobId }): Promise<JobRow | undefined> {
  const row = await tx
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', batch)
    .where('is_batch', '=', true)
    .where('state', '=', 'running')
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const parts = await countParts(tx, batch)
  const over = parts.done + parts.failed + parts.cancelled
  const isOver = parts.open === 0 && over >= row.progress_total
  if (!isOver && over === row.progress_done) return row
  const changed = await tx
    .updateTable('jobs')
    .set({
      progress_done: over,
      progress_total: Math.max(over, row.progress_total),
      updated_at: sql<Date>`now()`,
      ...(isOver ? { ...endOf(parts, row), finished_at: sql<Date>`now()` } : {}),
    })
    .where('id', '=', batch)
    .returningAll()
    .executeTakeFirst()
  if (isOver) await tellJobChanged(deps, { tx, row })
  return changed
}

type Parts = { open: number; done: number; failed: number; cancelled: number }

async function countParts(tx: Tx, batch: JobId): Promise<Parts> {
  const counted = await tx
    .selectFrom('jobs')
    .select((eb) => ['state', eb.fn.countAll<string>().as('amount')])
    .where('parent_id', '=', batch)
    .groupBy('state')
    .execute()
  const parts: Parts = { open: 0, done: 0, failed: 0, cancelled: 0 }
  for (const { state, amount } of counted) {
    parts[state === 'waiting' || state === 'running' ? 'open' : state] += Number(amount)
  }
  return parts
}

/** A batch failed when a part of it did; what is done stays done. */
function endOf(parts: Parts, row: Pick<JobRow, 'progress_unit'>): { state: JobRow['state']; error: string | null } {
  if (parts.failed > 0) {
    const total = parts.done + parts.failed + parts.cancelled
    const unit = row.progress_unit === 'pages' || row.progress_unit === 'files' ? row.progress_unit : 'parts'
    return { state: 'failed', error: `${parts.failed} of ${total} ${unit} failed` }
  }
  const isCancelled = parts.cancelled > 0 && parts.done === 0
  return { state: isCancelled ? 'cancelled' : 'done', error: null }
}
