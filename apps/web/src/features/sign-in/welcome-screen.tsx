import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { Door } from './door.tsx'
import { PasswordField } from '../../shared/password/password-field.tsx'
import { judgePassword } from '../../shared/password/password-strength.ts'
import { setUpOwner } from './set-up-owner.ts'
import type { OwnerInput, SetUpFailure } from './set-up-owner.ts'

const nobody: OwnerInput = { code: '', name: '', email: '', password: '' }

export function WelcomeScreen({ onSignedIn, onSignIn }: { onSignedIn: () => void; onSignIn: () => void }) {
  const [owner, setOwner] = useState(nobody)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<SetUpFailure | null>(null)
  const { verdict } = judgePassword(owner.password)
  const isPasswordUsable = verdict === 'good' || verdict === 'strong'

  async function submit(): Promise<void> {
    setBusy(true)
    const problem = await setUpOwner(owner)
    setBusy(false)
    setFailure(problem)
    if (problem === null) onSignedIn()
  }
  const field = (name: keyof OwnerInput) => ({
    required: true,
    value: owner[name],
    error: failure?.field === name ? failure.text : null,
    onChange: (event: { target: { value: string } }) => setOwner({ ...owner, [name]: event.target.value }),
  })

  return (
    <Door title={t('welcome.title')} text={t('welcome.text')}>
      <form
        className="mt-6 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t('welcome.code')}
          hint={t('welcome.codeHint')}
          autoComplete="one-time-code"
          spellCheck={false}
          {...field('code')}
        />
        <TextField label={t('welcome.name')} autoComplete="name" {...field('name')} />
        <TextField
          label={t('signIn.email')}
          hint={t('welcome.emailHint')}
          type="email"
          autoComplete="username"
          {...field('email')}
        />
        <PasswordField {...field('password')} />
        {failure?.field === 'form' ? <Alert>{failure.text}</Alert> : null}
        <Button type="submit" look="primary" disabled={isBusy || !isPasswordUsable}>
          {isBusy ? t('welcome.busy') : t('welcome.submit')}
        </Button>
        <Button look="quiet" onClick={onSignIn}>
          {t('welcome.toSignIn')}
        </Button>
      </form>
    </Door>
  )
}
