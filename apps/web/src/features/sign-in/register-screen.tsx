import { PERSON_NAME_MAX_LENGTH, type SignUpMode } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { Door } from './door.tsx'
import { useLinkSecret } from './link-secret.ts'
import { isGoodEnough, PasswordOrPasskey } from './password-or-passkey.tsx'
import { type NewPerson, type RegisterFailure, registerPerson } from './register-person.ts'
import { signUpQuery } from './join.ts'

/** Creates an account where this server allows it, with the invitation that a link brought along. */
export function RegisterScreen({ onSignedIn }: { onSignedIn: () => void }) {
  useTitle(t('register.title'))
  const invitation = useLinkSecret('invitation')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { data, error, refetch } = useQuery(signUpQuery)
  if (sentTo !== null) return <MailSent email={sentTo} />
  return (
    <Door title={t('register.title')} text={t('register.text')}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.mode === 'closed' ? (
        <div className="mt-6">
          <Alert>{t('register.closed')}</Alert>
        </div>
      ) : null}
      {data === undefined || data.mode === 'closed' ? null : (
        <RegisterForm
          mode={data.mode}
          sendsMail={data.sends_mail}
          invitation={invitation}
          onSignedIn={onSignedIn}
          onMailSent={setSentTo}
        />
      )}
      <Link to="/dashboard/sign-in" className={`${buttonClasses('quiet')} mt-4 w-full`}>
        {t('welcome.toSignIn')}
      </Link>
    </Door>
  )
}

type FormProps = {
  mode: SignUpMode
  sendsMail: boolean
  invitation: string | null
  onSignedIn: () => void
  onMailSent: (email: string) => void
}

function RegisterForm({ mode, sendsMail, invitation, onSignedIn, onMailSent }: FormProps) {
  const [person, setPerson] = useState<NewPerson>({ name: '', email: '', password: '', invitation: invitation ?? '' })
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<RegisterFailure | null>(null)

  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await registerPerson(person)
    setBusy(false)
    if (outcome === 'signed-in') onSignedIn()
    else if (outcome === 'mail-sent') onMailSent(person.email)
    else setFailure(outcome)
  }
  const field = (name: 'invitation' | 'name' | 'email' | 'password') => ({
    required: true,
    value: person[name] ?? '',
    error: failure?.field === name ? failure.text : null,
    onChange: (event: { target: { value: string } }) => setPerson({ ...person, [name]: event.target.value }),
  })
  return (
    <form
      className="mt-6 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {mode === 'invite' || invitation !== null ? (
        <TextField
          label={t('register.invitation')}
          hint={t('register.invitationHint')}
          autoComplete="off"
          spellCheck={false}
          {...field('invitation')}
        />
      ) : null}
      <TextField label={t('welcome.name')} autoComplete="name" maxLength={PERSON_NAME_MAX_LENGTH} {...field('name')} />
      <TextField
        label={t('signIn.email')}
        hint={sendsMail ? t('register.emailHintMail') : t('register.emailHint')}
        type="email"
        autoComplete="username"
        {...field('email')}
      />
      <PasswordOrPasskey
        {...field('password')}
        value={person.password}
        onSwitch={(password) => setPerson({ ...person, password })}
      />
      {failure?.field === 'form' ? <Alert>{failure.text}</Alert> : null}
      <Button type="submit" look="primary" disabled={isBusy || !isGoodEnough(person.password)}>
        {t(isBusy ? 'register.busy' : person.password === null ? 'passkey.createAccount' : 'register.submit')}
      </Button>
    </form>
  )
}

function MailSent({ email }: { email: string }) {
  return (
    <Door title={t('register.mailTitle')} text={t('register.mailText', { email })}>
      <p className="mt-4 text-muted">{t('register.mailAgain')}</p>
      <Link to="/dashboard/sign-in" className={`${buttonClasses('plain')} mt-6 w-full`}>
        {t('signIn.title')}
      </Link>
    </Door>
  )
}
