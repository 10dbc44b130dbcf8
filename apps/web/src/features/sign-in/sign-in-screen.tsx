import { login } from '@kinfolio/contracts'
import type { ComingBack, PendingSignIn } from '@kinfolio/contracts'
import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import { call, session } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { DeviceSignIn } from './device-sign-in.tsx'
import { Door } from './door.tsx'
import { OtherWays } from './other-ways.tsx'
import { OtherDoors } from './other-doors.tsx'
import { usePendingFragment } from './pending-fragment.ts'
import { SecondStep } from './second-step.tsx'

type SignInProps = {
  hasEnded: boolean
  /** Why somebody came back from another service without being signed in. */
  back?: ComingBack | undefined
  next?: string | undefined
  onSignedIn: () => void
}

export function SignInScreen({ hasEnded, back, next, onSignedIn }: SignInProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState(back === undefined ? null : t(`back.${back}`))
  const [pending, setPending] = useState(usePendingFragment())
  const [isByDevice, setByDevice] = useState(false)

  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await signIn({ email, password })
    setBusy(false)
    setError(outcome.error ?? null)
    if (outcome.pending !== undefined) setPending(outcome.pending)
    else if (outcome.error === undefined) onSignedIn()
  }
  function startAgain(): void {
    setPending(null)
    setPassword('')
  }
  function end(failure: string | null): void {
    setError(failure)
    if (failure === null) onSignedIn()
  }
  if (isByDevice) return <DeviceSignIn onSignedIn={onSignedIn} onBack={() => setByDevice(false)} />
  if (pending !== null) return <SecondStep pending={pending} onSignedIn={onSignedIn} onBack={startAgain} />

  return (
    <Door title={t('signIn.title')}>
      {hasEnded ? <p className="mt-2 text-muted">{t('signIn.ended')}</p> : null}
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
          autoComplete="username webauthn"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {error === null ? null : <Alert>{error}</Alert>}
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? t('signIn.busy') : t('signIn.submit')}
        </Button>
      </form>
      <OtherDoors next={next} onEnd={end} />
      <Button className="mt-3 w-full" onClick={() => setByDevice(true)}>
        <MonitorSmartphone aria-hidden className="size-[18px]" />
        {t('byDevice.enter')}
      </Button>
      <OtherWays />
    </Door>
  )
}

/** Nothing of both when the person is in; what the account asks for besides; or what went wrong in words. */
async function signIn(body: { email: string; password: string }): Promise<{ pending?: PendingSignIn; error?: string }> {
  try {
    const outcome = await call(login, { body })
    if (outcome.ok) {
      if ('pending_id' in outcome.answer) return { pending: outcome.answer }
      session.signedIn(outcome.answer)
      return {}
    }
    switch (outcome.problem.type) {
      case '/problems/wrong-credentials':
      // No key is ever sent from here.
      case '/problems/api-key-refused':
        return { error: t('signIn.wrong') }
      case '/problems/too-many-attempts':
        return { error: t('signIn.tooMany', { seconds: outcome.problem.retry_after_s }) }
    }
  } catch (error) {
    return { error: wordsOf(error).text }
  }
}
