import { Link } from '@tanstack/react-router'
import { Archive, ChevronRight, Footprints, UserRoundX } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'

const LINKS = [
  { to: '/dashboard/settings/activity', icon: Footprints, title: 'activity.title', text: 'activity.text' },
  { to: '/dashboard/settings/keeping', icon: Archive, title: 'keeping.title', text: 'keeping.text' },
  { to: '/dashboard/settings/data', icon: UserRoundX, title: 'privacy.title', text: 'privacy.text' },
] as const

/** The ways to what happened, what is kept, and what is deleted. */
export function PrivacyLinks() {
  return (
    <nav aria-label={t('privacy.title')} className="grid gap-3">
      {LINKS.map(({ to, icon: Icon, title, text }) => (
        <Link
          key={to}
          to={to}
          className="flex items-center gap-4 rounded-card border border-line bg-surface p-4 hover:border-field-line"
        >
          <Icon aria-hidden className="size-6 shrink-0 text-muted" />
          <span className="grow">
            <span className="block text-17 font-medium">{t(title)}</span>
            <span className="text-muted">{t(text)}</span>
          </span>
          <ChevronRight aria-hidden className="size-5 text-muted" />
        </Link>
      ))}
    </nav>
  )
}
