import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { addOne, passkeysQuery } from './passkey-actions.ts'
import { PasskeyRow } from './passkey-row.tsx'
import { Section } from '../../shared/ui/section.tsx'

/** The passkeys of the person: what each is, and a way to add, rename and remove them. */
export function PasskeysSection() {
  const { data, error, refetch } = useQuery(passkeysQuery)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function add(): Promise<void> {
    setBusy(true)
    setFailure(await addOne())
    setBusy(false)
  }
  return (
    <Section title={t('passkey.title')} text={t('passkey.text')}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.passkeys.length === 0 && data.isAvailable ? <p>{t('passkey.none')}</p> : null}
      {data === undefined || data.passkeys.length === 0 ? null : (
        <ul className="divide-y divide-line border-y border-line">
          {data.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {failure === null ? null : <Alert>{failure}</Alert>}
      {data === undefined ? null : data.isAvailable ? (
        <Button className="justify-self-start" disabled={isBusy} onClick={() => void add()}>
          <Plus aria-hidden className="size-[18px]" />
          {isBusy ? t('passkey.adding') : t('passkey.add')}
        </Button>
      ) : (
        <p className="text-muted">{t('passkey.unavailable')}</p>
      )}
    </Section>
  )
}
