import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { t } from '../messages/messages.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { usageQuery } from './queries.ts'
import { resetDay, tightness, usedWords } from './usage-words.ts'

/** How many pages of the month are used, where the plan has a limit. Nothing where it has none, or nobody knows yet. */
export function UsageBar() {
  const { data } = useQuery(usageQuery)
  const pages = data?.usage.find(({ kind }) => kind === 'pages_read')
  if (data === undefined || pages === undefined || pages.limit === null) return null
  const day = resetDay(pages, data.time_zone)
  const words = t('quota.pagesUsed', { used: usedWords(pages) })
  const state = tightness(pages)
  return (
    <Link to="/dashboard/settings/plan" className="grid gap-1.5 rounded-card px-3 py-2 text-13 hover:bg-accent-soft">
      <span className="font-medium">{words}</span>
      <ProgressBar done={pages.used + pages.reserved} total={pages.limit} label={words} />
      <span className={state === 'none' ? 'text-warn' : 'text-muted'}>
        {state === 'none' ? t('quota.noneLeft', { day: day ?? '' }) : t('quota.resets', { day: day ?? '' })}
      </span>
    </Link>
  )
}
