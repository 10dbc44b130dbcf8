/** What people are told of a quota: that nine tenths are used, and that all is. */
export const TOLD_PERCENTS = [90, 100] as const
export type ToldPercent = (typeof TOLD_PERCENTS)[number]

/** How far a quota is, in the steps that people are told of; 0 below the first, and where there is no limit. */
export function reachedPercent({ used, limit }: { used: number; limit: number | null }): 0 | ToldPercent {
  // Nothing of nothing is not used up: who has no pages at all was told so by their plan.
  if (limit === null || limit === 0) return 0
  return TOLD_PERCENTS.findLast((percent) => used * 100 >= limit * percent) ?? 0
}
