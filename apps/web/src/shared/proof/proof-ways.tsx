import { stepUp } from '@kinfolio/contracts'
import type { StepUpMethod } from '@kinfolio/contracts'
import { useState } from 'react'
import type { ComponentType } from 'react'
import { call } from '../api/client.ts'
import { wordsOf } from '../messages/failure-words.ts'
import { t } from '../messages/messages.ts'
import { provePasskey } from '../passkeys/prove.ts'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code-field.tsx'
import { TextField } from '../ui/field.tsx'
import { Alert } from '../ui/notes.tsx'

type WayProps = { onProved: () => void }

/** Every way to prove it that this app knows; the dialog offers those that the person has, in this order. */
export const proofWays: readonly { method: StepUpMethod; Form: ComponentType<WayProps> }[] = [
  { method: 'passkey', Form: ByPasskey },
  { method: 'password', Form: ByPassword },
  { method: 'totp', Form: ByCode },
]

/** The browser asks for it once the button is pressed. */
function ByPasskey({ onProved }: WayProps) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function prove(): Promise<void> {
    setBusy(true)
    const against = await provePasskey()
    setBusy(false)
    setFailure(against)
    if (against === null) onProved()
  }
  return (
    <div className="grid gap-4">
      {failure === null ? null : <Alert>{failure}</Alert>}
      <Button look="primary" autoFocus disabled={isBusy} onClick={() => void prove()}>
        {isBusy ? t('passkey.waiting') : t('passkey.signIn')}
      </Button>
    </div>
  )
}

function ByPassword({ onProved }: WayProps) {
  const { proof, setProof, isBusy, error, submit } = useProof('password', onProved)
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
        required
        value={proof}
        error={error}
        onChange={(event) => setProof(event.target.value)}
      />
      <Submit isBusy={isBusy} />
    </form>
  )
}

function ByCode({ onProved }: WayProps) {
  const { proof, setProof, isBusy, error, submit } = useProof('totp', onProved)
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <CodeField value={proof} error={error} onChange={setProof} />
      <Submit isBusy={isBusy} />
    </form>
  )
}

function Submit({ isBusy }: { isBusy: boolean }) {
  return (
    <Button type="submit" look="primary" disabled={isBusy}>
      {isBusy ? t('proof.busy') : t('proof.submit')}
    </Button>
  )
}

function useProof(method: 'password' | 'totp', onProved: () => void) {
  const [proof, setProof] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function prove(): Promise<void> {
    setBusy(true)
    const against = await sendProof({ method, proof })
    setBusy(false)
    setError(against)
    if (against === null) onProved()
  }
  const submit = (event: { preventDefault: () => void; stopPropagation: () => void }): void => {
    event.preventDefault()
    // React hands events of a dialog on to the form that opened it.
    event.stopPropagation()
    void prove()
  }
  return { proof, setProof, isBusy, error, submit }
}

/** Null when it is proved, else what stands against it in words. */
async function sendProof(body: { method: 'password' | 'totp'; proof: string }): Promise<string | null> {
  try {
    const outcome = await call(stepUp, { body })
    if (outcome.ok) return null
    switch (outcome.problem.type) {
      case '/problems/proof-wrong':
        return body.method === 'password' ? t('proof.passwordWrong') : t('twoStep.codeWrong')
      case '/problems/too-many-attempts':
        return t('signIn.tooMany', { seconds: outcome.problem.retry_after_s })
    }
  } catch (error) {
    return wordsOf(error).text
  }
}
