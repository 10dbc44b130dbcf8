import { useNavigate, useSearch } from '@tanstack/react-router'
import { PasswordSection } from '../../features/account/password-section.tsx'
import { AskDeviceSection } from '../../features/approvals/ask-device-section.tsx'
import { DeviceKeysSection } from '../../features/approvals/device-keys-section.tsx'
import { LinkedAccounts } from '../../features/passkeys/linked-accounts.tsx'
import { PasskeysSection } from '../../features/passkeys/passkeys-section.tsx'
import { SessionsSection } from '../../features/security/sessions-section.tsx'
import { TwoStepSection } from '../../features/security/two-step-section.tsx'
import { t } from '../../shared/messages/messages.ts'
import { useTitle } from '../../shared/ui/use-title.ts'

/** How a person gets in, and where they are: each a section of its own. */
export function SecurityScreen() {
  useTitle(t('security.title'))
  const { back, linked } = useSearch({ from: '/frame/dashboard/settings/security' })
  const navigate = useNavigate()
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <h1 className="text-34">{t('security.title')}</h1>
        <p className="mt-1 text-muted">{t('security.text')}</p>
      </header>
      <PasswordSection />
      <PasskeysSection />
      <LinkedAccounts
        back={back}
        isLinked={linked === true}
        onSaid={() => void navigate({ to: '/dashboard/settings/security', replace: true })}
      />
      <TwoStepSection />
      <AskDeviceSection />
      <SessionsSection />
      <DeviceKeysSection />
    </div>
  )
}
