import { Archive, Footprints, UserRoundX } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { SettingsLink } from './settings-link.tsx'

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
        <SettingsLink
          key={to}
          to={to}
          icon={<Icon aria-hidden className="size-6 shrink-0 text-muted" />}
          title={t(title)}
          text={t(text)}
        />
      ))}
    </nav>
  )
}
