import { leftOf, type Plan, type QuotaUsage } from '@kinfolio/contracts'
import { sizeWords } from '../format/sizes.ts'
import { t } from '../messages/messages.ts'

/** How much is used, of how much. Bytes are said as people say them. */
export function usedWords({ kind, used, limit }: QuotaUsage): string {
  const say = (amount: number): string => (kind === 'stored_bytes' ? sizeWords(amount) : amount.toLocaleString('en'))
  return limit === null
    ? t('quota.used', { used: say(used) })
    : t('quota.usedOf', { used: say(used), limit: say(limit) })
}

/** The day a quota begins anew, in the space's own time zone; null for what has no period. */
export function resetDay({ reset_at }: Pick<QuotaUsage, 'reset_at'>, timeZone: string): string | null {
  if (reset_at === null) return null
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone }).format(new Date(reset_at))
}

/** Nine tenths are worth a word, and the end is another. */
export function tightness(usage: QuotaUsage): 'plenty' | 'little' | 'none' {
  const left = leftOf(usage)
  if (left === null || usage.limit === null) return 'plenty'
  if (left === 0) return 'none'
  return left * 10 <= usage.limit ? 'little' : 'plenty'
}

/** What a plan offers, in one line. */
export function planWords(plan: Plan): string {
  const { pages_read: pages, stored_bytes: bytes, members } = plan
  return [
    pages === null ? t('quota.planPagesAll') : t('quota.planPages', { count: pages }),
    bytes === null ? t('quota.planBytesAll') : t('quota.planBytes', { size: sizeWords(bytes) }),
    members === null ? t('quota.planMembersAll') : t('quota.planMembers', { count: members }),
  ].join(' · ')
}
