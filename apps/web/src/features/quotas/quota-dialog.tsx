import { leftOf } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { quotaRefusal } from '../../shared/quotas/quota-refusal.ts'
import { buttonClasses } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { usageQuery } from '../../shared/quotas/queries.ts'
import { resetDay, usedWords } from '../../shared/quotas/usage-words.ts'

/** What a person asked for and the plan has not enough left for: how it stands, what is kept, and what to do. */
export function QuotaDialog() {
  const refusal = useSyncExternalStore(quotaRefusal.subscribe, quotaRefusal.shown)
  const { data } = useQuery({ ...usageQuery, enabled: refusal !== null })
  if (refusal === null) return null
  const { quota, wanted } = refusal
  const day = resetDay(quota, data?.time_zone ?? 'UTC')
  const words = t('quota.pagesUsed', { used: usedWords(quota) })
  return (
    <LazyDialog title={t('quota.refusedTitle')} onClose={quotaRefusal.close}>
      <div className="grid gap-4">
        <p>{t('quota.refusedText', { wanted, left: leftOf(quota) ?? 0 })}</p>
        <div className="grid gap-1.5">
          <p className="text-13 font-medium">{words}</p>
          <ProgressBar done={quota.used + quota.reserved} total={quota.limit ?? 0} label={words} />
          {day === null ? null : <p className="text-13 text-muted">{t('quota.resets', { day })}</p>}
        </div>
        <p className="text-muted">{t('quota.refusedKept')}</p>
        <Link to="/dashboard/settings/plan" onClick={quotaRefusal.close} className={buttonClasses('primary')}>
          {t('quota.toPlan')}
        </Link>
      </div>
    </LazyDialog>
  )
}
