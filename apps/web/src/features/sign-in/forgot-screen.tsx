import { askPasswordReset } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { Door } from './door.tsx'
import { signUpQuery } from './join.ts'

/** Has a link sent that sets a new password. It says the same for every address. */
export function ForgotScreen() {
  useTitle(t('forgot.title'))
  const { data: signUp } = useQuery(signUpQuery)
  const [email, setEmail] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [state, setState] = useState<{ error: string | null; isSent: boolean }>({ error: null, isSent: false })

  async function submit(): Promise<void> {
    setBusy(true)
    const error = await ask(email)
    setBusy(false)
    setState({ error, isSent: error === null })
  }
  if (signUp?.sends_mail === false) return <NoMail />
  return (
    <Door
      title={state.isSent ? t('register.mailTitle') : t('forgot.title')}
      text={state.isSent ? t('forgot.sentText', { email }) : t('forgot.text')}
    >
      {state.isSent ? null : (
        <form
          className="mt-6 grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <TextField
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          {state.error === null ? null : <Alert>{state.error}</Alert>}
          <Button type="submit" look="primary" disabled={isBusy}>
            {isBusy ? t('forgot.busy') : t('forgot.submit')}
          </Button>
        </form>
      )}
      <Link to="/dashboard/sign-in" className={`${buttonClasses('quiet')} mt-4 w-full`}>
        {t('welcome.toSignIn')}
      </Link>
    </Door>
  )
}

/** Where no link can be sent, whoever runs the server makes one by hand. */
function NoMail() {
  return (
    <Door title={t('forgot.title')} text={t('forgot.noMail')}>
      <p className="mt-4 text-muted">{t('forgot.operator')}</p>
      <pre className="mt-2 overflow-x-auto rounded-card bg-accent-soft p-3 text-15">
        <code>{t('forgot.command')}</code>
      </pre>
      <Link to="/dashboard/sign-in" className={`${buttonClasses('quiet')} mt-4 w-full`}>
        {t('welcome.toSignIn')}
      </Link>
    </Door>
  )
}

/** Null when it was asked for, else what went wrong in words. */
async function ask(email: string): Promise<string | null> {
  try {
    const outcome = await call(askPasswordReset, { body: { email } })
    if (outcome.ok) return null
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/mail-not-configured':
        return t('forgot.noMail')
      case '/problems/too-many-attempts':
        return t('signIn.tooMany', { seconds: problem.retry_after_s })
    }
  } catch (error) {
    return wordsOf(error).text
  }
}
