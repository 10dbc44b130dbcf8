import { CODE_LENGTH } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { session } from '../../shared/api/client.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { Door } from './door.tsx'
import { forgetInvitation, keepInvitation, takeInvitation } from './invitation-secret.ts'
import { JoinAsNewcomer } from './join-as-newcomer.tsx'
import { join, lookAt } from './join.ts'
import type { Preview } from './join.ts'

type JoinProps = { onJoined: () => void; onSignIn: () => void }

/** Where an invitation leads, for who has an account here and for who has none. */
export function JoinScreen({ onJoined, onSignIn }: JoinProps) {
  useTitle(t('join.title'))
  const [secret, setSecret] = useState(takeInvitation)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const person = useQuery({
    queryKey: ['who'],
    queryFn: async () => ((await session.accessToken()) === null ? null : (session.state()?.user ?? null)),
    staleTime: 0,
  })
  useEffect(() => {
    // A link is looked at as soon as it is opened; a code when it was typed to its end.
    if (secret !== '') void look(secret)
  }, [secret])

  async function look(given: string): Promise<void> {
    const seen = await lookAt(given)
    if ('refused' in seen) {
      forgetInvitation()
      setSecret('')
      return setRefusal(seen.refused)
    }
    keepInvitation(given)
    setRefusal(null)
    setPreview(seen)
  }
  function startAgain(): void {
    forgetInvitation()
    setSecret('')
    setPreview(null)
  }

  if (secret === '') return <EnterCode refusal={refusal} onCode={setSecret} />
  if (preview === null || person.isPending)
    return (
      <Door title={t('join.title')}>
        <Loading />
      </Door>
    )
  return (
    <Door title={t('join.to', { space: preview.space_name })}>
      <p className="mt-2 text-17">
        {preview.invited_by === null ? t('join.byNobody') : t('join.by', { name: preview.invited_by })}{' '}
        {t('join.as', { role: roleWords(preview.role) })}
      </p>
      {person.data === null || person.data === undefined ? (
        <JoinAsNewcomer secret={secret} onJoined={onJoined} onSignIn={onSignIn} />
      ) : (
        <JoinAsPerson name={person.data.name} space={preview.space_name} secret={secret} onJoined={onJoined} />
      )}
      <Button look="quiet" className="mt-2 w-full" onClick={startAgain}>
        {t('join.otherCode')}
      </Button>
    </Door>
  )
}

function EnterCode({ refusal, onCode }: { refusal: string | null; onCode: (code: string) => void }) {
  const [typed, setTyped] = useState('')
  const code = typed.replace(/\D/g, '')
  return (
    <Door title={t('join.title')} text={t('join.text')}>
      <form
        className="mt-6 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          onCode(code)
        }}
      >
        <TextField
          label={t('join.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {refusal === null ? null : <Alert>{refusal}</Alert>}
        <Button type="submit" look="primary" disabled={code.length !== CODE_LENGTH}>
          {t('join.look')}
        </Button>
      </form>
    </Door>
  )
}

type PersonProps = { name: string; space: string; secret: string; onJoined: () => void }

function JoinAsPerson({ name, space, secret, onJoined }: PersonProps) {
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  async function go(): Promise<void> {
    setBusy(true)
    const refused = await join(secret)
    setBusy(false)
    setRefusal(refused)
    if (refused === null) onJoined()
  }
  return (
    <div className="mt-6 grid gap-4">
      <p className="text-muted">{t('join.asPerson', { name })}</p>
      {refusal === null ? null : <Alert>{refusal}</Alert>}
      <Button look="primary" disabled={isBusy} onClick={() => void go()}>
        {t('join.accept', { space })}
      </Button>
    </div>
  )
}
