import { Bell, Webhook } from 'lucide-react'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { SettingsLink } from './settings-link.tsx'

/** The ways to what one is told, and to what other servers are. */
export function NoticeLinks() {
  const may = useMay()
  return (
    <>
      <SettingsLink
        to="/dashboard/settings/notices"
        icon={<Bell aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('settings.notices')}
        text={t('settings.noticesText')}
      />
      {may('manage webhooks') ? (
        <SettingsLink
          to="/dashboard/settings/webhooks"
          icon={<Webhook aria-hidden className="size-6 shrink-0 text-muted" />}
          title={t('settings.webhooks')}
          text={t('settings.webhooksText')}
        />
      ) : null}
    </>
  )
}
