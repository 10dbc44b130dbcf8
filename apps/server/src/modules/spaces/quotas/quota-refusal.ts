import { leftOf, type QuotaKind, type QuotaUsage, quotaExceeded } from '@kinfolio/contracts'
import { messages } from './messages.ts'
import { limitOf, type SpacePlan } from './plan.queries.ts'
import { isMonthly, type UsageRow } from './usage.queries.ts'

export function presentUsage(
  kind: QuotaKind,
  { at, usage }: { at: SpacePlan; usage: Pick<UsageRow, 'used' | 'reserved'> },
): QuotaUsage {
  const reset_at = isMonthly(kind) ? at.resetAt.toISOString() : null
  return { kind, used: usage.used, reserved: usage.reserved, limit: limitOf(at.plan, kind), reset_at }
}

/** The problem `quota-exceeded`, with what is left in numbers and in words. */
export function refusePages(of: { at: SpacePlan; usage: UsageRow; wanted: number }): Error {
  const quota = presentUsage('pages_read', of)
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: of.at.timeZone })
  const words = { wanted: of.wanted, left: leftOf(quota) ?? 0, resetAt: day.format(of.at.resetAt) }
  return quotaExceeded({ quota, wanted: of.wanted, plan: of.at.plan.id }, { detail: messages.pagesLeft(words) })
}

export function refuseBytes(of: { at: SpacePlan; used: number; wanted: number }): Error {
  const quota = presentUsage('stored_bytes', { at: of.at, usage: { used: of.used, reserved: 0 } })
  return quotaExceeded({ quota, wanted: of.wanted, plan: of.at.plan.id }, { detail: messages.noRoom })
}
