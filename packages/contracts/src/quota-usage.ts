import { z } from 'zod'

/** What a plan limits. The first two begin anew each month; the others are what there is now. */
export const quotaKind = z.enum(['pages_read', 'narrated_minutes', 'stored_bytes', 'members'])
export type QuotaKind = z.infer<typeof quotaKind>

export const quotaUsage = z.object({
  kind: quotaKind,
  used: z.int().nonnegative(),
  /** Set aside for work that has begun: it is used when that succeeds and given back when not. */
  reserved: z.int().nonnegative(),
  /** Null is without limit. */
  limit: z.int().nonnegative().nullable(),
  /** When it begins anew; null for what has no period. */
  reset_at: z.iso.datetime().nullable(),
})
export type QuotaUsage = z.infer<typeof quotaUsage>

/** How much is left; null is without limit. */
export function leftOf({ used, reserved, limit }: Pick<QuotaUsage, 'used' | 'reserved' | 'limit'>): number | null {
  return limit === null ? null : Math.max(0, limit - used - reserved)
}
