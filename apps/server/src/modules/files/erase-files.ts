import type { Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, SWEEP } from '../../kernel/database/index.ts'
import type { Log } from '../../kernel/log.ts'
import { hashBytes, unnamedAmong } from './stored-file.queries.ts'

const ROWS_AT_ONCE = 500
/**
 * Bytes that were just lost and are younger than this may be on their way into another space, whose rows are still to
 * come: they wait for a later sweep.
 */
const LOST_GRACE_HOURS = 24
const LOST_AT_ONCE = 1_000

/** In the sweep's context: the rows that name the bytes of a space. Whatever refers to them is gone already. */
export async function eraseStoredFiles(
  { database }: { database: Database },
  { spaceId, signal }: { spaceId: SpaceId; signal: AbortSignal },
): Promise<void> {
  for (let erased = ROWS_AT_ONCE; erased === ROWS_AT_ONCE;) {
    signal.throwIfAborted()
    erased = await database.write(SWEEP, async (tx) => {
      const { rows } = await sql`
        delete from stored_files where space_id = ${spaceId} and sha256 in (
          select sha256 from stored_files where space_id = ${spaceId} limit ${ROWS_AT_ONCE}) returning sha256`.execute(
        tx,
      )
      return rows.length
    })
  }
}

/**
 * Removes the bytes that no space names any more, soon after the last one lost them: erased is erased. What another
 * space names stays, and so does what was put again within the last day.
 */
export async function sweepLostFiles(
  deps: { database: Database; blobs: Blobs; clock: Clock; log: Log },
  { signal }: { signal: AbortSignal },
): Promise<number> {
  const olderThan = new Date(deps.clock.now().getTime() - LOST_GRACE_HOURS * 3_600_000)
  let removed = 0
  let after: Sha256 | undefined
  for (;;) {
    const lost = await listLost(deps.database, after)
    after = lost.at(-1)
    if (after === undefined || signal.aborted) break
    const unnamed = new Set(await deps.database.read(SWEEP, async (db) => unnamedAmong(db, lost)))
    const settled: Sha256[] = []
    for (const sha256 of lost) {
      const isGone = unnamed.has(sha256) && (await deps.blobs.remove(sha256, { olderThan }))
      if (isGone) removed += 1
      // What somebody names is theirs from now on; what is not there needs no removing.
      if (isGone || !unnamed.has(sha256) || (await deps.blobs.size(sha256)) === undefined) settled.push(sha256)
    }
    await forget(deps.database, settled)
  }
  if (removed > 0) deps.log.info({ removed }, 'files: bytes that the last space lost were removed')
  return removed
}

async function listLost(database: Database, after: Sha256 | undefined): Promise<Sha256[]> {
  const { rows } = await database.read(SWEEP, async (db) =>
    sql<{ hash: Sha256 }>`
      select encode(sha256, 'hex') as hash from lost_files
       where ${after ?? null}::text is null or sha256 > decode(${after ?? null}, 'hex')
       order by sha256 limit ${LOST_AT_ONCE}`.execute(db),
  )
  return rows.map(({ hash }) => hash)
}

async function forget(database: Database, hashes: readonly Sha256[]): Promise<void> {
  if (hashes.length === 0) return
  await database.write(SWEEP, async (tx) =>
    tx.deleteFrom('lost_files').where('sha256', 'in', hashes.map(hashBytes)).execute(),
  )
}
