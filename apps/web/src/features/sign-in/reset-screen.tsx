import { resetPassword } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, session } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { PasswordField } from '../../shared/password/password-field.tsx'
import { judgePassword } from '../../shared/password/password-strength.ts'
import { weakWords } from '../../shared/password/weak-words.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { Door } from './door.tsx'
import { useLinkSecret } from './link-secret.ts'

type Failure = { isOfPassword: boolean; text: string }

/** Sets a new password with the link of a mail. */
export function ResetScreen() {
  useTitle(t('reset.title'))
  const token = useLinkSecret('token')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Failure | 'done' | null>(null)
  const { verdict } = judgePassword(password)

  async function submit(): Promise<void> {
    setBusy(true)
    const failure = await reset({ token: token ?? '', password })
    setBusy(false)
    setOutcome(failure ?? 'done')
  }
  if (outcome === 'done') return <Done />
  const failure = token === null ? { isOfPassword: false, text: t('link.worksNoMore') } : outcome
  return (
    <Door title={t('reset.title')} text={t('reset.text')}>
      <form
        className="mt-6 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <PasswordField
          required
          value={password}
          error={failure?.isOfPassword === true ? failure.text : null}
          onChange={(event) => setPassword(event.target.value)}
        />
        {failure === null || failure.isOfPassword ? null : <Alert>{failure.text}</Alert>}
        <Button
          type="submit"
          look="primary"
          disabled={isBusy || token === null || (verdict !== 'good' && verdict !== 'strong')}
        >
          {isBusy ? t('reset.busy') : t('reset.submit')}
        </Button>
        <Link to="/dashboard/forgot" className={buttonClasses('quiet')}>
          {t('password.forgot')}
        </Link>
      </form>
    </Door>
  )
}

function Done() {
  return (
    <Door title={t('reset.doneTitle')} text={t('reset.doneText')}>
      <Link to="/dashboard/sign-in" className={`${buttonClasses('primary')} mt-6 w-full`}>
        {t('signIn.title')}
      </Link>
    </Door>
  )
}

async function reset(body: { token: string; password: string }): Promise<Failure | null> {
  try {
    const outcome = await call(resetPassword, { body })
    if (outcome.ok) {
      // The session of this browser, if it had one of this account, is among those that ended.
      session.signedOut()
      return null
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/link-works-no-more':
        return { isOfPassword: false, text: t('link.worksNoMore') }
      case '/problems/password-too-weak':
        return { isOfPassword: true, text: weakWords(problem) }
    }
  } catch (error) {
    return { isOfPassword: false, text: wordsOf(error).text }
  }
}
