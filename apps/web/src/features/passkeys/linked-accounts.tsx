import type { ComingBack, Identity, SignInProvider } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link2, Plus, Unlink } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { Alert, FailureNote } from '../../shared/ui/notes.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { leaveToLink, linkedQuery, unlinkOne } from './linked-actions.ts'
import { Section } from '../../shared/ui/section.tsx'

type LinkedAccountsProps = {
  /** How somebody came back from a service. */
  back: ComingBack | undefined
  isLinked: boolean
  /** It was said: the address need not repeat it. */
  onSaid: () => void
}

/** The accounts at other services that sign the person in; nothing where the server has no such service. */
export function LinkedAccounts({ back, isLinked, onSaid }: LinkedAccountsProps) {
  const { data, error, refetch } = useQuery(linkedQuery)
  const [failure, setFailure] = useState(back === undefined ? null : t(`back.${back}`))
  const [leavingFor, setLeavingFor] = useState<string | null>(null)
  useEffect(() => {
    if (isLinked) toasts.show({ text: t('linked.done') })
    if (isLinked || back !== undefined) onSaid()
    // Said once, when the person arrives.
    // eslint-disable-next-line react/exhaustive-deps
  }, [])
  async function leave(provider: SignInProvider): Promise<void> {
    setLeavingFor(provider.id)
    const words = await leaveToLink(provider)
    if (words !== null) setLeavingFor(null)
    setFailure(words)
  }
  if (data !== undefined && data.providers.length + data.identities.length === 0) return null
  return (
    <Section title={t('linked.title')} text={t('linked.text')}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data?.identities.length === 0 ? <p>{t('linked.none')}</p> : null}
      {data === undefined || data.identities.length === 0 ? null : (
        <ul className="divide-y divide-line border-y border-line">
          {data.identities.map((identity) => (
            <LinkedRow key={identity.id} identity={identity} />
          ))}
        </ul>
      )}
      {failure === null ? null : <Alert>{failure}</Alert>}
      <div className="flex flex-wrap gap-2">
        {data?.providers.map((provider) => (
          <Button key={provider.id} disabled={leavingFor !== null} onClick={() => void leave(provider)}>
            <Plus aria-hidden className="size-[18px]" />
            {t(leavingFor === provider.id ? 'linked.leaving' : 'linked.link', { name: provider.name })}
          </Button>
        ))}
      </div>
    </Section>
  )
}

function LinkedRow({ identity }: { identity: Identity }) {
  const [isAsking, setAsking] = useState(false)
  const { provider: name, label, created_at, last_used_at, is_usable } = identity
  const used = last_used_at === null ? t('passkey.neverUsed') : t('passkey.usedWhen', { when: ago(last_used_at) })
  return (
    <li className="flex items-center gap-3 py-2">
      <Link2 aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="truncate font-medium">
          {name} · {label}
        </p>
        <p className="text-13 text-muted">
          {t('linked.linkedWhen', { when: ago(created_at) })} · {is_usable ? used : t('linked.notUsable')}
        </p>
      </div>
      <IconButton
        label={t('linked.unlinkOne', { name, label })}
        icon={<Unlink aria-hidden className="size-[18px]" />}
        onClick={() => setAsking(true)}
      />
      {isAsking ? (
        <ConfirmDialog
          title={t('linked.unlink')}
          text={t('linked.unlinkText', { name, label })}
          submit={t('linked.unlinkYes')}
          onConfirm={() => unlinkOne(identity)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </li>
  )
}
