import type { SpaceId, UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import { type Database, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import type { Log } from '../../../kernel/log.ts'
import { forgetTraces } from './forget-traces.ts'
import { people } from '../../accounts/index.ts'
import { departures } from '../../spaces/index.ts'

/** What a module has of a space, in as many transactions as it needs; running it again goes on where it stopped. */
export type EraseSpace = (of: { spaceId: SpaceId; signal: AbortSignal }) => Promise<void>

export type ErasureDeps = {
  database: Database
  clock: Clock
  log: Log
  /** Those of the modules with much of it, highest first; the row of the space then takes the rest along. */
  erasers: readonly EraseSpace[]
}

/**
 * Erases the spaces and accounts whose time to be kept is over. What a kill interrupts is found due again; nobody can
 * take anything back by then. Answers how many of each are gone.
 */
export async function eraseDue(
  deps: ErasureDeps,
  { signal }: { signal: AbortSignal },
): Promise<{ spaces: number; people: number }> {
  const now = deps.clock.now()
  const leaving = await deps.database.read(SWEEP, async (db) => people.deletion.listDue(db, now))
  // Their own spaces become due with them.
  for (const userId of leaving) await departures.erasure.releaseOwned(deps, { userId, now })
  const spaces = await departures.erasure.listDue(deps, now)
  for (const spaceId of spaces) {
    for (const erase of deps.erasers) await erase({ spaceId, signal })
    signal.throwIfAborted()
    await departures.erasure.eraseRow(deps, spaceId)
  }
  for (const userId of leaving) await deps.database.write(SWEEP, async (tx) => eraseOne(tx, { userId, now }))
  if (spaces.length + leaving.length > 0) {
    deps.log.info({ spaces: spaces.length, people: leaving.length }, 'erased what was to be deleted')
  }
  return { spaces: spaces.length, people: leaving.length }
}

async function eraseOne(tx: Tx, at: { userId: UserId; now: Date }): Promise<void> {
  await forgetTraces(tx, at.userId)
  await people.deletion.erase(tx, at)
}
