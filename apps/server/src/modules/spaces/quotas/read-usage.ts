import { quotaKind, type QuotaKind, type QuotaUsage, type SpaceId, type SpaceUsage } from '@kinfolio/contracts'
import type { Context, Db } from '../../../kernel/database/index.ts'
import { findSpacePlan, type SpacePlan } from './plan.queries.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { presentUsage } from './quota-refusal.ts'
import { countMembers, findUsage, periodOf } from './usage.queries.ts'

type ReadDeps = Pick<QuotaDeps, 'database' | 'clock' | 'defaults'>

export async function readUsage(deps: ReadDeps, input: { context: Context; spaceId: SpaceId }): Promise<SpaceUsage> {
  return deps.database.read(input.context, async (db) => readUsageOf(deps, { db, spaceId: input.spaceId }))
}

/** The same in the caller's transaction. */
export async function readUsageOf(
  deps: Pick<ReadDeps, 'clock' | 'defaults'>,
  { db, spaceId }: { db: Db; spaceId: SpaceId },
): Promise<SpaceUsage> {
  const at = await findSpacePlan(db, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const usage: QuotaUsage[] = []
  for (const kind of quotaKind.options)
    usage.push(presentUsage(kind, { at, usage: await usageOf(db, { spaceId, kind, at }) }))
  return { plan: at.plan, time_zone: at.timeZone, usage }
}

/** What is left of the pages that the plan reads. */
export async function readPagesQuota(
  deps: Pick<ReadDeps, 'clock' | 'defaults'>,
  { db, spaceId }: { db: Db; spaceId: SpaceId },
): Promise<QuotaUsage> {
  const at = await findSpacePlan(db, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  return presentUsage('pages_read', { at, usage: await usageOf(db, { spaceId, kind: 'pages_read', at }) })
}

async function usageOf(db: Db, of: { spaceId: SpaceId; kind: QuotaKind; at: SpacePlan }) {
  const { spaceId, kind, at } = of
  if (kind === 'members') return { used: await countMembers(db, spaceId), reserved: 0 }
  return findUsage(db, { spaceId, kind, periodStart: periodOf(kind, at) })
}
