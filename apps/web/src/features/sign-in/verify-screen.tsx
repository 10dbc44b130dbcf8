import { verifyEmail } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { Door } from './door.tsx'
import { useLinkSecret } from './link-secret.ts'

/** Proves by the link of a mail that its address is read: by a click of the person, since programs open links, too. */
export function VerifyScreen() {
  useTitle(t('verify.title'))
  const token = useLinkSecret('token')
  const [isBusy, setBusy] = useState(false)
  const [verified, setVerified] = useState<string | null>(null)
  const [error, setError] = useState(token === null ? t('link.worksNoMore') : null)

  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await verify(token ?? '')
    setBusy(false)
    setVerified(outcome.email)
    setError(outcome.error)
  }
  if (verified !== null) {
    return (
      <Door title={t('verify.doneTitle')} text={t('verify.doneText', { email: verified })}>
        <Link to="/dashboard" className={`${buttonClasses('primary')} mt-6 w-full`}>
          {t('verify.go')}
        </Link>
      </Door>
    )
  }
  return (
    <Door title={t('verify.title')} text={t('verify.text')}>
      <div className="mt-6 grid gap-4">
        {error === null ? null : <Alert>{error}</Alert>}
        <Button look="primary" disabled={isBusy || token === null} onClick={() => void submit()}>
          {isBusy ? t('verify.busy') : t('verify.submit')}
        </Button>
        <Link to="/dashboard" className={buttonClasses('quiet')}>
          {t('welcome.toSignIn')}
        </Link>
      </div>
    </Door>
  )
}

async function verify(token: string): Promise<{ email: string | null; error: string | null }> {
  const failed = (error: string) => ({ email: null, error })
  try {
    const outcome = await call(verifyEmail, { body: { token } })
    if (outcome.ok) {
      void queryClient.invalidateQueries({ queryKey: keys.account })
      return { email: outcome.answer.email, error: null }
    }
    switch (outcome.problem.type) {
      case '/problems/link-works-no-more':
        return failed(t('link.worksNoMore'))
      case '/problems/email-taken':
        return failed(t('verify.taken'))
    }
  } catch (error) {
    return failed(wordsOf(error).text)
  }
}
