import type { QuotaUsage, SpaceUsage } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSpace } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { PlanChoice } from './plan-choice.tsx'
import { TimeZoneField } from './time-zone-field.tsx'
import { usageQuery } from '../../shared/quotas/queries.ts'
import { resetDay, tightness, usedWords } from '../../shared/quotas/usage-words.ts'

/** What this space has used of its plan, and which plan that is. */
export function PlanScreen() {
  useTitle(t('quota.title'))
  const space = useSpace()
  const { data, error, isPending, refetch } = useQuery(usageQuery)
  return (
    <div className="mx-auto max-w-2xl px-4 py-6 md:px-8 md:py-8">
      <Link
        to="/dashboard/settings"
        className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
      >
        {t('settings.title')}
      </Link>
      <h1 className="text-34">{t('quota.title')}</h1>
      <p className="mt-1 mb-6 text-muted">{t('quota.text')}</p>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : (
        <div className="grid gap-6">
          <Used usage={data} />
          {space === null ? null : (
            <>
              <PlanChoice usage={data} role={space.role} />
              <TimeZoneField timeZone={data.time_zone} role={space.role} />
            </>
          )}
        </div>
      )}
    </div>
  )
}

/** Narrated minutes are told once something can be narrated. */
const SHOWN = ['pages_read', 'stored_bytes', 'members'] as const

function Used({ usage }: { usage: SpaceUsage }) {
  const shown = SHOWN.flatMap((kind) => usage.usage.find((one) => one.kind === kind) ?? [])
  return (
    <section aria-label={t('quota.usedTitle')} className="rounded-card border border-line bg-surface px-4">
      <ul className="divide-y divide-line">
        {shown.map((one) => (
          <li key={one.kind} className="grid gap-1.5 py-4">
            <KindUsed quota={one} timeZone={usage.time_zone} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function KindUsed({ quota, timeZone }: { quota: QuotaUsage; timeZone: string }) {
  const name = t(`quota.kind.${quota.kind}`)
  const day = resetDay(quota, timeZone)
  const state = tightness(quota)
  return (
    <>
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="font-medium">{name}</span>
        <span className="tabular-nums">{usedWords(quota)}</span>
      </p>
      {quota.limit === null ? null : (
        <ProgressBar done={quota.used + quota.reserved} total={quota.limit} label={`${name}: ${usedWords(quota)}`} />
      )}
      {day === null || quota.limit === null ? null : (
        <p className={`text-13 ${state === 'none' ? 'text-warn' : 'text-muted'}`}>
          {state === 'none' ? t('quota.noneLeft', { day }) : t('quota.resets', { day })}
        </p>
      )}
    </>
  )
}
