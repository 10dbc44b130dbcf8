import { loginWithRecoveryCode, loginWithTotp } from '@kinfolio/contracts'
import type { PendingSignIn, SignInMethod, Tokens } from '@kinfolio/contracts'
import { useState } from 'react'
import { call, session } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CodeField } from '../../shared/ui/code-field.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { ApprovalWait } from './approval-wait.tsx'
import { Door } from './door.tsx'

type SecondStepProps = { pending: PendingSignIn; onSignedIn: () => void; onBack: () => void }
type Coded = Extract<SignInMethod, 'totp' | 'recovery_code'>
type Way = Coded | 'approval'

const TITLES = { totp: 'secondStep.title', recovery_code: 'secondStep.title', approval: 'wait.title' } as const
const TEXTS = { totp: 'secondStep.totp', recovery_code: 'secondStep.recovery' } as const
const CHOICES = {
  totp: 'secondStep.toTotp',
  recovery_code: 'secondStep.toRecovery',
  approval: 'secondStep.toApproval',
} as const
const isKnown = (method: SignInMethod): method is Way => method in CHOICES

/** What an account asks for beyond its password: one of several ways, and a way back. */
export function SecondStep({ pending, onSignedIn, onBack }: SecondStepProps) {
  const offered = pending.methods.filter(isKnown)
  const [way, setWay] = useState(offered[0])
  const [isOver, setOver] = useState(false)
  const text = way === undefined || way === 'approval' ? {} : { text: t(TEXTS[way]) }
  return (
    <Door title={t(TITLES[way ?? 'totp'])} {...text}>
      <div className="mt-6 grid gap-4">
        {isOver ? <Alert>{t('secondStep.over')}</Alert> : null}
        {way === undefined ? <Alert>{t('secondStep.elsewhere')}</Alert> : null}
        {isOver || way === undefined ? null : (
          <OneWay key={way} way={way} pending={pending} {...{ onSignedIn, onBack }} onOver={() => setOver(true)} />
        )}
        {isOver
          ? null
          : offered
              .filter((one) => one !== way)
              .map((one) => (
                <Button key={one} look="link" onClick={() => setWay(one)}>
                  {t(CHOICES[one])}
                </Button>
              ))}
        {way === 'approval' && !isOver ? null : (
          <Button look={isOver ? 'primary' : 'quiet'} onClick={onBack}>
            {t('secondStep.back')}
          </Button>
        )}
      </div>
    </Door>
  )
}

function OneWay({ way, pending, onSignedIn, onBack, onOver }: SecondStepProps & { way: Way; onOver: () => void }) {
  const pendingId = pending.pending_id
  if (way !== 'approval') return <CodeForm {...{ way, pendingId, onSignedIn, onOver }} />
  const enter = (tokens: Tokens): void => {
    session.signedIn(tokens)
    onSignedIn()
  }
  return <ApprovalWait pendingId={pendingId} onCancel={onBack} onSignedIn={enter} />
}

type CodeFormProps = { way: Coded; pendingId: string; onSignedIn: () => void; onOver: () => void }

function CodeForm({ way, pendingId, onSignedIn, onOver }: CodeFormProps) {
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
