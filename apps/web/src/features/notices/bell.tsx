import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { unreadQuery } from './queries.ts'

const SHOWN_MAX = 99

/** The bell of the rail, with how many notices are unread. */
export function RailBell() {
  const unread = useQuery(unreadQuery).data ?? 0
  return (
    <Link
      to="/dashboard/notices"
      activeProps={{ className: 'bg-accent-soft font-medium text-accent' }}
      className="flex min-h-11 items-center gap-3 rounded-card px-3 hover:bg-accent-soft"
    >
      <Bell aria-hidden className="size-5" />
      <span className="grow">{t('notices.bell')}</span>
      <Count unread={unread} />
    </Link>
  )
}

/** On a phone a line above the bar, as long as something is unread. */
export function PhoneBell() {
  const unread = useQuery(unreadQuery).data ?? 0
  if (unread === 0) return null
  return (
    <nav aria-label={t('notices.bell')}>
      <Link
        to="/dashboard/notices"
        className="flex min-h-11 items-center justify-center gap-2 border-b border-line bg-accent-soft text-accent"
      >
        <Bell aria-hidden className="size-[18px]" />
        {t('notices.unread', { n: unread })}
      </Link>
    </nav>
  )
}

function Count({ unread }: { unread: number }) {
  if (unread === 0) return null
  return (
    <span className="min-w-6 rounded-full bg-accent px-1.5 py-0.5 text-center text-13 font-medium text-on-accent">
      <span aria-hidden>{unread > SHOWN_MAX ? `${SHOWN_MAX}+` : unread}</span>
      <span className="sr-only">{t('notices.unread', { n: unread })}</span>
    </span>
  )
}
