import { mailTopic, putNoticePreferences } from '@kinfolio/contracts'
import type { Mail, MailTopic } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { ask } from '../../shared/api/client.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { useTitle } from '../../shared/ui/use-title.ts'
import { tryMailAgain } from './notice-actions.ts'
import { mailsQuery, preferencesQuery } from './queries.ts'

/** Of what a person gets mails, and which of them wait or failed. */
export function NoticeSettingsScreen() {
  useTitle(t('settings.notices'))
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <Link
          to="/dashboard/settings"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('settings.title')}
        </Link>
        <h1 className="text-34">{t('settings.notices')}</h1>
        <p className="mt-1 text-muted">{t('settings.noticesText')}</p>
      </header>
      <Preferences />
      <Mails />
    </div>
  )
}

function Preferences() {
  const { data, error, isPending, refetch } = useQuery(preferencesQuery)
  if (isPending) return <Loading />
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  async function choose(topic: MailTopic, isWanted: boolean): Promise<void> {
    if (data === undefined) return
    const chosen = { mail: { ...data.mail, [topic]: isWanted } }
    // Shown at once, and taken back when it could not be kept; an answer from before must not undo it.
    void queryClient.cancelQueries({ queryKey: preferencesQuery.queryKey })
    queryClient.setQueryData(preferencesQuery.queryKey, chosen)
    try {
      await ask(putNoticePreferences, { body: chosen })
      toasts.show({ text: t('preferences.saved') })
    } catch (failure) {
      queryClient.setQueryData(preferencesQuery.queryKey, data)
      sayFailure(failure)
    }
  }
  return (
    <fieldset className="grid gap-1 rounded-card border border-line bg-surface p-4">
      <legend className="sr-only">{t('preferences.title')}</legend>
      <h2 className="mb-2 font-interface text-17 font-medium">{t('preferences.title')}</h2>
      <Choice label={t('preferences.security')} note={t('preferences.securityText')} isChecked isFixed />
      {mailTopic.options.map((topic) => (
        <Choice
          key={topic}
          label={t(`preferences.${topic}`)}
          isChecked={data.mail[topic]}
          onChange={(isWanted) => void choose(topic, isWanted)}
        />
      ))}
    </fieldset>
  )
}

type ChoiceProps = {
  label: string
  note?: string
  isChecked: boolean
  isFixed?: boolean
  onChange?: (isChecked: boolean) => void
}

function Choice({ label, note, isChecked, isFixed = false, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <label className="flex min-h-11 items-start gap-3 py-2">
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isFixed}
        aria-describedby={note === undefined ? undefined : id}
        onChange={(event) => onChange?.(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span>
        {label}
        {note === undefined ? null : (
          <span id={id} className="block text-13 text-muted">
            {note}
          </span>
        )}
      </span>
    </label>
  )
}

function Mails() {
  const { data, error, isPending, refetch } = useQuery(mailsQuery)
  if (isPending) return <Loading />
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  const open = data.mails.filter(({ state }) => state !== 'sent')
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-interface text-17 font-medium">{t('mails.title')}</h2>
      <p className="text-muted">{data.is_set_up ? t('mails.setUp') : t('mails.notSetUp')}</p>
      {data.waiting === 0 ? null : <p>{t('mails.waiting', { n: data.waiting })}</p>}
      {data.waiting_in_all === null || data.waiting_in_all === 0 ? null : (
        <p>{t('mails.waitingInAll', { n: data.waiting_in_all })}</p>
      )}
      {open.length === 0 ? <p className="text-muted">{t('mails.none')}</p> : null}
      <ul className="divide-y divide-line">
        {open.map((mail) => (
          <MailRow key={mail.id} mail={mail} isSetUp={data.is_set_up} />
        ))}
      </ul>
    </section>
  )
}

function MailRow({ mail, isSetUp }: { mail: Mail; isSetUp: boolean }) {
  // Why all of them wait stands above the list.
  const why = isSetUp || mail.state === 'failed' ? mail.error : null

  const about = mail.address === null ? t('mails.aboutYou') : t('mails.aboutInvitation', { address: mail.address })
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <span className="min-w-0 grow basis-60">
        <span className="block break-words">
          {about} · <span className={mail.state === 'failed' ? 'text-bad' : ''}>{t(`mails.state.${mail.state}`)}</span>
        </span>
        <span className="block text-13 text-muted">
          {ago(mail.created_at)}
          {why === null ? '' : ` · ${why}`}
        </span>
      </span>
      {mail.state === 'failed' ? <Button onClick={() => void tryMailAgain(mail.id)}>{t('do.retry')}</Button> : null}
    </li>
  )
}
