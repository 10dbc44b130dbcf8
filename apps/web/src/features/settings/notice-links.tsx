import { Link } from '@tanstack/react-router'
import { Bell, ChevronRight, Webhook } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'

/** The ways to what one is told, and to what other servers are. */
export function NoticeLinks() {
  const may = useMay()
  return (
    <>
      <SettingsLink to="/dashboard/settings/notices" title={t('settings.notices')} text={t('settings.noticesText')}>
        <Bell aria-hidden className="size-6 shrink-0 text-muted" />
      </SettingsLink>
      {may('manage webhooks') ? (
        <SettingsLink
          to="/dashboard/settings/webhooks"
          title={t('settings.webhooks')}
          text={t('settings.webhooksText')}
        >
          <Webhook aria-hidden className="size-6 shrink-0 text-muted" />
        </SettingsLink>
      ) : null}
    </>
  )
}

type LinkProps = {
  to: '/dashboard/settings/notices' | '/dashboard/settings/webhooks'
  title: string
  text: string
  children: ReactNode
}

function SettingsLink({ to, title, text, children }: LinkProps) {
  return (
    <Link
      to={to}
      className="flex items-center gap-4 rounded-card border border-line bg-surface p-4 hover:border-field-line"
    >
      {children}
      <span className="grow">
        <span className="block text-17 font-medium">{title}</span>
        <span className="text-muted">{text}</span>
      </span>
      <ChevronRight aria-hidden className="size-5 text-muted" />
    </Link>
  )
}
