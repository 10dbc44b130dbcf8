import type { QuotaKind, SpaceId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { quotaReached } from '../spaces.events.ts'
import { messages } from './messages.ts'
import { findSpacePlan, limitOf, type SpacePlan } from './plan.queries.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { reachedPercent } from './reached-percent.ts'
import { countMembers, isMonthly, lockUsage, NO_PERIOD, setTold, type UsageRow } from './usage.queries.ts'

type Told = { tx: Tx; spaceId: SpaceId; at: SpacePlan; kind: QuotaKind; periodStart: string; usage: UsageRow }

/**
 * The same of the members, after one has joined. They are counted where they are and not in a row of their own, so what
 * was told while there were more of them is forgotten here.
 */
export async function tellMembersUsed(
  deps: Pick<QuotaDeps, 'clock' | 'defaults' | 'events' | 'personLog'>,
  { tx, spaceId }: { tx: Tx; spaceId: SpaceId },
): Promise<void> {
  const at = await findSpacePlan(tx, { spaceId, defaults: deps.defaults, now: deps.clock.now() })
  const limit = limitOf(at.plan, 'members')
  if (limit === null) return
  const key = { spaceId, kind: 'members', periodStart: NO_PERIOD } as const
  const row = await lockUsage(tx, key)
  const used = await countMembers(tx, spaceId)
  const told = Math.min(row.told, reachedPercent({ used: used - 1, limit }))
  await tellUsage(deps, { tx, at, ...key, usage: { ...row, used, told } })
}

/**
 * Shows people what is used now, and tells them once in each period that nine tenths or all of it are. Comes last in its
 * transaction. What has no period is told again once it was below in between.
 */
export async function tellUsage(deps: Pick<QuotaDeps, 'events' | 'personLog'>, told: Told): Promise<void> {
  const { tx, spaceId, at, kind, usage } = told
  const limit = limitOf(at.plan, kind)
  if (limit === null) return
  const percent = reachedPercent({ used: usage.used, limit })
  if (percent > usage.told || (percent < usage.told && !isMonthly(kind))) await setTold(tx, { ...told, percent })
  if (percent !== 0 && percent > usage.told) {
    const reset_at = isMonthly(kind) ? at.resetAt.toISOString() : null
    await deps.events.announce(tx, quotaReached, {
      spaceId,
      onBehalfOf: undefined,
      title: messages.quotaReached(kind, percent),
      body: { space_id: spaceId, kind, percent, reset_at },
    })
  }
  await deps.personLog.append(tx, { spaceId, events: [{ kind: 'usage.changed', ids: { space_id: spaceId } }] })
}
