import type { Passkey } from '@kinfolio/contracts'
import { KeyRound, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ago } from '../../shared/format/moments.ts'
import { NameDialog } from '../../shared/library/name-dialog.tsx'
import { t } from '../../shared/messages/messages.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { removeOne, renameOne } from './passkey-actions.ts'

export function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [asks, setAsks] = useState<'name' | 'removal' | null>(null)
  const { id, name, created_at, last_used_at } = passkey
  const used = last_used_at === null ? t('passkey.neverUsed') : t('passkey.usedWhen', { when: ago(last_used_at) })
  const close = (): void => setAsks(null)
  return (
    <li className="flex items-center gap-3 py-2">
      <KeyRound aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{name}</p>
        <p className="text-13 text-muted">
          {t('passkey.addedWhen', { when: ago(created_at) })} · {used}
          {passkey.is_synced ? <span title={t('passkey.syncedText')}> · {t('passkey.synced')}</span> : null}
        </p>
      </div>
      <IconButton
        label={t('passkey.renameOne', { name })}
        icon={<Pencil aria-hidden className="size-[18px]" />}
        onClick={() => setAsks('name')}
      />
      <IconButton
        label={t('passkey.removeOne', { name })}
        icon={<Trash2 aria-hidden className="size-[18px]" />}
        onClick={() => setAsks('removal')}
      />
      {asks === 'name' ? (
        <NameDialog
          heading={t('passkey.rename')}
          label={t('passkey.name')}
          initial={name}
          submit={t('do.save')}
          onName={(next) => renameOne(id, next)}
          onClose={close}
        />
      ) : null}
      {asks === 'removal' ? (
        <ConfirmDialog
          title={t('passkey.remove')}
          text={t('passkey.removeText', { name })}
          submit={t('passkey.removeYes')}
          onConfirm={() => removeOne(passkey)}
          onClose={close}
        />
      ) : null}
    </li>
  )
}
