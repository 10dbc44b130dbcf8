import { loginWithRecoveryCode, loginWithTotp } from '@kinfolio/contracts'
import type { SignInMethod } from '@kinfolio/contracts'
import { useState } from 'react'
import { call, session } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CodeField } from '../../shared/ui/code-field.tsx'
import { TextField } from '../../shared/ui/field.tsx'

type Coded = Extract<SignInMethod, 'totp' | 'recovery_code'>
type CodeStepProps = { way: Coded; pendingId: string; onSignedIn: () => void; onOver: () => void }

/** A code of the authenticator app, or one of those that were kept for when it is lost. */
export function CodeStep({ way, pendingId, onSignedIn, onOver }: CodeStepProps) {
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await complete(way, { pending_id: pendingId, code })
    setBusy(false)
    if (outcome === 'in') return onSignedIn()
    if (outcome === 'over') return onOver()
    setError(outcome.text)
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {way === 'totp' ? (
        <CodeField value={code} error={error} onChange={setCode} />
      ) : (
        <TextField
          label={t('secondStep.recoveryCode')}
          error={error}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          autoFocus
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <Button type="submit" look="primary" disabled={isBusy}>
        {isBusy ? t('signIn.busy') : t('secondStep.submit')}
      </Button>
    </form>
  )
}

async function complete(
  way: Coded,
  body: { pending_id: string; code: string },
): Promise<'in' | 'over' | { text: string }> {
  try {
    const outcome = await call(way === 'totp' ? loginWithTotp : loginWithRecoveryCode, { body })
    if (outcome.ok) {
      session.signedIn(outcome.answer)
      return 'in'
    }
    switch (outcome.problem.type) {
      case '/problems/pending-sign-in-over':
        return 'over'
      case '/problems/code-wrong':
        return { text: way === 'totp' ? t('twoStep.codeWrong') : t('secondStep.recoveryWrong') }
      case '/problems/too-many-attempts':
        return { text: t('signIn.tooMany', { seconds: outcome.problem.retry_after_s }) }
    }
  } catch (error) {
    return { text: wordsOf(error).text }
  }
}
