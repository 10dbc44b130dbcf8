import { loginWithPasskey, pendingSignInOver, startPasskeyStep } from '@kinfolio/contracts'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { call, session } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { showPasskey } from '../../shared/passkeys/ceremony.ts'
import { passkeyFailureWords, problemWords } from '../../shared/passkeys/passkey-failure.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert } from '../../shared/ui/notes.tsx'

type PasskeyStepProps = { pendingId: string; onSignedIn: () => void; onOver: () => void }

/** A passkey in place of a code. Browsers ask for one only where a button was pressed. */
export function PasskeyStep({ pendingId, onSignedIn, onOver }: PasskeyStepProps) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function use(): Promise<void> {
    setBusy(true)
    setFailure(null)
    const outcome = await complete(pendingId)
    setBusy(false)
    if (outcome === 'in') return onSignedIn()
    if (outcome === 'over') return onOver()
    setFailure(outcome.text)
  }
  return (
    <>
      {failure === null ? null : <Alert>{failure}</Alert>}
      <Button look="primary" autoFocus disabled={isBusy} onClick={() => void use()}>
        <KeyRound aria-hidden className="size-[18px]" />
        {isBusy ? t('passkey.waiting') : t('passkey.signIn')}
      </Button>
    </>
  )
}

async function complete(pendingId: string): Promise<'in' | 'over' | { text: string }> {
  try {
    const started = await call(startPasskeyStep, { body: { pending_id: pendingId } })
    if (!started.ok) return wordsFor(started.problem)
    const credential = await showPasskey(started.answer.options)
    const outcome = await call(loginWithPasskey, { body: { pending_id: pendingId, credential } })
    if (!outcome.ok) return wordsFor(outcome.problem)
    session.signedIn(outcome.answer)
    return 'in'
  } catch (error) {
    return { text: passkeyFailureWords(error) }
  }
}

type StepProblem = Parameters<typeof problemWords>[0] | { type: typeof pendingSignInOver.type }

function wordsFor(problem: StepProblem): 'over' | { text: string } {
  return problem.type === pendingSignInOver.type ? 'over' : { text: problemWords(problem) }
}
