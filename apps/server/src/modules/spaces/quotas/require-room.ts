import { quotaExceeded, type SpaceId } from '@kinfolio/contracts'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import { messages } from './messages.ts'
import { countForJoining, findSpacePlan, limitOf } from './plan.queries.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { refuseBytes } from './quota-refusal.ts'
import { tellUsage } from './tell-usage.ts'
import { findUsage, lockUsage, periodOf } from './usage.queries.ts'

type RoomDeps = Pick<QuotaDeps, 'database' | 'clock' | 'defaults' | 'events' | 'personLog'>

/**
 * Throws `quota-exceeded` before any bytes are taken: when the space is full, or when so many can never fit. Bytes that are
 * here already take no room, which only the end of the import knows; it looks again, and exactly.
 */
export async function requireRoomForBytes(
  deps: RoomDeps,
  input: { context: Context; spaceId: SpaceId; sizeBytes: number },
): Promise<void> {
  const { spaceId, sizeBytes } = input
  await deps.database.read(input.context, async (db) => {
    const at = await findSpacePlan(db, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
    const limit = limitOf(at.plan, 'stored_bytes')
    if (limit === null) return
    const { used } = await findUsage(db, { spaceId, kind: 'stored_bytes', periodStart: periodOf('stored_bytes', at) })
    if (used >= limit || sizeBytes > limit) throw refuseBytes({ at, used, wanted: sizeBytes })
  })
}

/**
 * Runs what stores files, and takes all of it back with `quota-exceeded` when they did not fit. Bytes that were here
 * already take no room.
 */
export async function storeWithinPlan<Answer>(
  deps: RoomDeps,
  { tx, spaceId, store }: { tx: Tx; spaceId: SpaceId; store: () => Promise<Answer> },
): Promise<Answer> {
  const at = await findSpacePlan(tx, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const limit = limitOf(at.plan, 'stored_bytes')
  if (limit === null) return store()
  const key = { spaceId, kind: 'stored_bytes', periodStart: periodOf('stored_bytes', at) } as const
  const before = await lockUsage(tx, key)
  const answer = await store()
  const usage = await findUsage(tx, key)
  const wanted = usage.used - before.used
  if (wanted > 0 && usage.used > limit) throw refuseBytes({ at, used: before.used, wanted })
  if (wanted > 0) await tellUsage(deps, { tx, at, usage, ...key })
  return answer
}

/**
 * Throws `quota-exceeded` unless one more person may belong to the space. Call it in the transaction that adds them,
 * before they are added: until it ends nobody else joins.
 */
export async function requireRoomForMember(
  { defaults }: Pick<QuotaDeps, 'defaults'>,
  { tx, spaceId }: { tx: Tx; spaceId: SpaceId },
): Promise<void> {
  const found = await countForJoining(tx, { spaceId, defaults })
  if (found === undefined || found.limit === null || found.used < found.limit) return
  const quota = { kind: 'members' as const, used: found.used, reserved: 0, limit: found.limit, reset_at: null }
  throw quotaExceeded({ quota, wanted: 1, plan: found.plan }, { detail: messages.noPlace })
}
