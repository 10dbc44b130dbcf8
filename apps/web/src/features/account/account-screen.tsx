import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { session } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { accountQuery } from './account-query.ts'
import { EmailForm } from './email-form.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordSection } from './password-section.tsx'
import { Section } from './section.tsx'

/** A person's own name, address and password. */
export function AccountScreen() {
  useTitle(t('account.title'))
  const user = useSyncExternalStore(session.subscribe, session.state)?.user
  const { data, error, isPending, refetch } = useQuery(accountQuery)
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <Link
          to="/dashboard/settings"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('settings.title')}
        </Link>
        <h1 className="text-34">{t('account.title')}</h1>
        <p className="mt-1 text-muted">{t('account.text')}</p>
      </header>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined || user === undefined ? null : (
        <>
          <Section title={t('account.profile')}>
            <NameForm name={user.name} />
            <EmailForm email={user.email} account={data} />
          </Section>
          <PasswordSection />
        </>
      )}
    </div>
  )
}
