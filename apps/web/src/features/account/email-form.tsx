import { type Account, changeEmail } from '@kinfolio/contracts'
import { BadgeCheck, CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { refreshPerson } from './refresh-person.ts'
import { sendLink } from './send-link.ts'

type EmailProps = { email: string; account: Account }

/** The address, whether it is verified, and how it is changed. */
export function EmailForm({ email, account }: EmailProps) {
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  async function run(work: () => Promise<string | null>): Promise<void> {
    setBusy(true)
    setError(await work())
    setBusy(false)
  }
  const change = async (to: string): Promise<void> =>
    run(async () => {
      const failure = await changeTo(to)
      if (failure === null) setTyped('')
      return failure
    })
  return (
    <div className="grid gap-4">
      <Verified account={account} email={email} isBusy={isBusy} onSend={() => void run(sendLink)} />
      {account.new_email === null ? null : (
        <div className="flex flex-wrap items-center gap-3">
          <p className="grow basis-60 text-muted">{t('account.emailWaits', { email: account.new_email })}</p>
          <Button disabled={isBusy} onClick={() => void change(email)}>
            {t('account.emailKeep')}
          </Button>
        </div>
      )}
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void change(typed)
        }}
      >
        <div className="grow basis-60">
          <TextField
            label={t('account.newEmail')}
            type="email"
            autoComplete="email"
            required
            value={typed}
            error={error}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={isBusy || typed === ''}>
          {t('account.emailChange')}
        </Button>
      </form>
    </div>
  )
}

function Verified({ account, email, isBusy, onSend }: EmailProps & { isBusy: boolean; onSend: () => void }) {
  const Icon = account.email_is_verified ? BadgeCheck : CircleAlert
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-17 wrap-anywhere">{email}</span>
        <span className={`flex items-center gap-1.5 text-13 ${account.email_is_verified ? 'text-good' : 'text-warn'}`}>
          <Icon aria-hidden className="size-4" />
          {account.email_is_verified ? t('account.verified') : t('account.notVerified')}
        </span>
      </p>
      {account.email_is_verified && account.new_email === null ? null : (
        <div className="flex flex-wrap items-center gap-3">
          {account.email_is_verified ? null : (
            <p className="grow basis-60 text-muted">
              {account.sends_mail ? t('account.verifyNote') : t('account.verifyNoteNoMail')}
            </p>
          )}
          {account.sends_mail ? (
            <Button disabled={isBusy} onClick={onSend}>
              {t('account.sendLink')}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  )
}

async function changeTo(email: string): Promise<string | null> {
  try {
    const outcome = await call(changeEmail, { body: { email } })
    if (outcome.ok) {
      await refreshPerson()
      const { new_email } = outcome.answer
      const said = new_email === null ? t('account.emailChanged') : t('account.emailSent', { email: new_email })
      toasts.show({ text: said })
      return null
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/email-taken':
        return t('register.taken')
      case '/problems/too-many-attempts':
        return t('signIn.tooMany', { seconds: problem.retry_after_s })
    }
  } catch (error) {
    return wordsOf(error).text
  }
}
