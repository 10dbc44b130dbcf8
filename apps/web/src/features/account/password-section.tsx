import { useQuery } from '@tanstack/react-query'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { accountQuery } from './account-query.ts'
import { PasswordForm } from './password-form.tsx'
import { Section } from './section.tsx'

/** The password, among the other ways in. */
export function PasswordSection() {
  const { data, error, refetch } = useQuery(accountQuery)
  const text =
    data === undefined ? {} : { text: data.has_password ? t('account.passwordText') : t('account.passwordNone') }
  return (
    <Section title={t('account.password')} {...text}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : <PasswordForm hasPassword={data.has_password} />}
    </Section>
  )
}
