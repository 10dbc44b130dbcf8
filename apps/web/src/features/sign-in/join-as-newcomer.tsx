import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { type Newcomer, registerAndJoin, signUpQuery } from './join.ts'
import { isGoodEnough, PasswordOrPasskey } from './password-or-passkey.tsx'

type NewcomerProps = { secret: string; onJoined: () => void; onSignIn: () => void }

/** Creates an account where the server lets the invited have one, and offers signing in. */
export function JoinAsNewcomer({ secret, onJoined, onSignIn }: NewcomerProps) {
  const { data: signUp } = useQuery(signUpQuery)
  return (
    <div className="mt-6 grid gap-4">
      {signUp === undefined ? null : signUp.mode === 'closed' ? (
        <p className="text-muted">{t('join.closed')}</p>
      ) : (
        <NewAccount secret={secret} onJoined={onJoined} />
      )}
      <Button onClick={onSignIn}>{t('join.haveAccount')}</Button>
    </div>
  )
}

function NewAccount({ secret, onJoined }: Pick<NewcomerProps, 'secret' | 'onJoined'>) {
  const [person, setPerson] = useState<Newcomer>({ name: '', email: '', password: '' })
  const [state, setState] = useState<'typing' | 'busy' | 'mailed'>('typing')
  const [refusal, setRefusal] = useState<string | null>(null)
  async function send(): Promise<void> {
    setState('busy')
    const end = await registerAndJoin(person, secret)
    setState(end === 'mailed' ? 'mailed' : 'typing')
    if (end === 'joined') onJoined()
    else if (end !== 'mailed') setRefusal(end.refused)
  }
  const field = (name: keyof typeof person) => ({
    required: true,
    value: person[name] ?? '',
    onChange: (event: { target: { value: string } }) => setPerson({ ...person, [name]: event.target.value }),
  })
  if (state === 'mailed') return <output className="block">{t('join.checkMail')}</output>
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <TextField label={t('welcome.name')} autoComplete="name" {...field('name')} />
      <TextField label={t('signIn.email')} type="email" autoComplete="username" {...field('email')} />
      <PasswordOrPasskey
        error={null}
        {...field('password')}
        value={person.password}
        onSwitch={(password) => setPerson({ ...person, password })}
      />
      {refusal === null ? null : <Alert>{refusal}</Alert>}
      <Button type="submit" look="primary" disabled={state === 'busy' || !isGoodEnough(person.password)}>
        {t(person.password === null ? 'passkey.createAccount' : 'join.newHere')}
      </Button>
    </form>
  )
}
