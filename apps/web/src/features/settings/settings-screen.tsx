import { exportSpace } from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { Download, Gauge, KeyRound, ScanText, ShieldCheck, UserRound } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { fetchFile, session } from '../../shared/api/client.ts'
import { useSpace } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { SettingsLink } from './settings-link.tsx'
import { SpaceCard } from './space-card.tsx'
import { saveResponse } from '../../shared/save-file.ts'
import { signOut } from '../../shared/api/sign-out.ts'
import { chooseTheme, storedTheme, THEMES } from '../../shared/theme.ts'
import { PrivacyLinks } from './privacy-links.tsx'
import { NoticeLinks } from './notice-links.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { useTitle } from '../../shared/ui/use-title.ts'

export function SettingsScreen() {
  useTitle(t('settings.title'))
  const space = useSpace()
  const person = useSyncExternalStore(session.subscribe, session.state)?.user
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <h1 className="text-34">{t('settings.title')}</h1>
        <p className="mt-1 text-muted">{t('settings.text')}</p>
      </header>
      <SpaceCard />
      <SettingsLink
        to="/dashboard/settings/reader"
        icon={<ScanText aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('settings.reader')}
        text={t('settings.readerText')}
      />
      <SettingsLink
        to="/dashboard/settings/plan"
        icon={<Gauge aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('quota.settings')}
        text={t('quota.settingsText')}
      />
      <SettingsLink
        to="/dashboard/settings/account"
        icon={<UserRound aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('account.title')}
        text={t('account.text')}
      />
      <SettingsLink
        to="/dashboard/settings/api-keys"
        icon={<KeyRound aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('apiKeys.title')}
        text={t('apiKeys.text')}
      />
      <SettingsLink
        to="/dashboard/settings/security"
        icon={<ShieldCheck aria-hidden className="size-6 shrink-0 text-muted" />}
        title={t('security.title')}
        text={t('security.text')}
      />
      <PrivacyLinks />
      <NoticeLinks />
      <ThemeChoice />
      {space === null ? null : <TakeAway space={space} />}
      <section className="flex flex-wrap items-center gap-3 border-t border-line pt-6">
        <p className="grow">
          <span className="block text-13 text-muted">{t('settings.person')}</span>
          {person?.name} · {person?.email}
        </p>
        <Button onClick={() => void signOut()}>{t('nav.signOut')}</Button>
      </section>
    </div>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme)
  return (
    <fieldset className="rounded-card border border-line bg-surface p-4">
      <legend className="sr-only">{t('theme.label')}</legend>
      <p aria-hidden className="mb-2 text-17 font-medium">
        {t('theme.label')}
      </p>
      <div className="grid gap-2 sm:grid-cols-3">
        {THEMES.map((choice) => (
          <label
            key={choice}
            className="flex min-h-11 items-center gap-2 rounded-card border border-field-line px-3 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="theme"
              checked={theme === choice}
              onChange={() => {
                chooseTheme(choice)
                setTheme(choice)
              }}
              className="size-4 accent-accent"
            />
            {t(`theme.${choice}`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function TakeAway({ space }: { space: Space }) {
  const [isBusy, setBusy] = useState(false)
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const response = await fetchFile(exportSpace, { params: { space_id: space.id } })
      toasts.show({ text: t('document.exported', { name: await saveResponse(response, `${space.name}.zip`) }) })
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <section className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface p-4">
      <div className="grow basis-60">
        <h2 className="font-interface text-17 font-medium">{t('export.space')}</h2>
        <p className="text-muted">{t('export.spaceText')}</p>
      </div>
      <Button disabled={isBusy} onClick={() => void take()}>
        <Download aria-hidden className="size-[18px]" />
        {isBusy ? t('export.preparing') : t('do.export')}
      </Button>
    </section>
  )
}
