import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, SWEEP } from '../../kernel/database/index.ts'
import type { Log } from '../../kernel/log.ts'
import { unnamedAmong } from './stored-file.queries.ts'

/** An upload has its rows seconds after its bytes; a week is far beyond the longest of them. */
export const ORPHAN_GRACE_DAYS = 7
const EVERY_MS = 86_400_000
const FIRST_AFTER_MS = 3_600_000
const JUDGED_AT_ONCE = 1_000
/** What is beyond waits for the next day. */
const REMOVED_AT_ONCE = 100_000

export type SweepOrphansDeps = { blobs: Blobs; database: Database; clock: Clock; log: Log }

/** For the upkeep, which comes every few minutes: the whole store is looked through once a day, and not at a start. */
export function createOrphanSweep(deps: SweepOrphansDeps): (signal: AbortSignal) => Promise<void> {
  let dueMs = deps.clock.now().getTime() + FIRST_AFTER_MS
  return async (signal) => {
    const nowMs = deps.clock.now().getTime()
    if (nowMs < dueMs) return
    dueMs = nowMs + EVERY_MS
    await sweepOrphans(deps, { signal })
  }
}

/**
 * Removes bytes that no row of any space names, once they have lain for a week: what is left of uploads that ended
 * before their rows were written. The database judges; an upload of the same bytes at the same moment makes them young,
 * and the store lets them stay. Answers how many were removed.
 */
export async function sweepOrphans(deps: SweepOrphansDeps, { signal }: { signal: AbortSignal }): Promise<number> {
  const olderThan = new Date(deps.clock.now().getTime() - ORPHAN_GRACE_DAYS * 86_400_000)
  const { orphans, named } = await judgeBlobs(deps, { olderThan, signal })
  // A database that knows less than half of what is here is another one, or an old copy of this one.
  if (orphans.length > named) {
    deps.log.warn({ orphans: orphans.length, named }, 'files: most stored bytes have no row here; nothing is removed')
    return 0
  }
  let removed = 0
  for (const sha256 of orphans) {
    if (signal.aborted) break
    if (await deps.blobs.remove(sha256, { olderThan })) removed += 1
  }
  if (removed > 0) deps.log.info({ removed }, 'files: bytes that no row names were removed')
  return removed
}

async function judgeBlobs(
  { blobs, database }: SweepOrphansDeps,
  { olderThan, signal }: { olderThan: Date; signal: AbortSignal },
): Promise<{ orphans: Sha256[]; named: number }> {
  const judged: { orphans: Sha256[]; named: number } = { orphans: [], named: 0 }
  for await (const hashes of inPortions(blobs.list({ olderThan }))) {
    const unnamed = await database.read(SWEEP, async (db) => unnamedAmong(db, hashes))
    judged.orphans.push(...unnamed)
    judged.named += hashes.length - unnamed.length
    if (signal.aborted || judged.orphans.length >= REMOVED_AT_ONCE) break
  }
  return judged
}

async function* inPortions(hashes: AsyncIterable<Sha256>): AsyncGenerator<Sha256[]> {
  let portion: Sha256[] = []
  for await (const sha256 of hashes) {
    if (portion.push(sha256) < JUDGED_AT_ONCE) continue
    yield portion
    portion = []
  }
  if (portion.length > 0) yield portion
}
