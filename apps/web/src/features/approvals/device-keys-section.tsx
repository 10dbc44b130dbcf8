import { listDeviceKeys, revokeDeviceKey } from '@kinfolio/contracts'
import type { DeviceKey } from '@kinfolio/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { Section } from '../../shared/ui/section.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { deviceWords } from './device-words.ts'

const deviceKeysKey = [...keys.account, 'device-keys']

/** The keys by which a person's devices sign what is critical, and the way to let one more device in. */
export function DeviceKeysSection() {
  const client = useQueryClient()
  const found = useQuery({ queryKey: deviceKeysKey, queryFn: ({ signal }) => ask(listDeviceKeys, { signal }) })
  const [leaving, setLeaving] = useState<DeviceKey | null>(null)
  async function revoke({ id }: DeviceKey): Promise<void> {
    await ask(revokeDeviceKey, { params: { device_key_id: id } })
    toasts.show({ text: t('deviceKeys.revoked') })
    await client.invalidateQueries({ queryKey: keys.account })
  }
  return (
    <Section title={t('deviceKeys.title')} text={t('deviceKeys.text')}>
      {found.isError ? <FailureNote error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading /> : null}
      {found.data?.device_keys.length === 0 ? <p>{t('deviceKeys.empty')}</p> : null}
      <ul className="grid gap-2">
        {found.data?.device_keys.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-3 border-t border-line pt-2">
            <p className="min-w-0 grow wrap-anywhere">
              {deviceWords(key)}
              <span className="block text-13 text-muted">
                {key.is_of_this_session ? `${t('deviceKeys.this')} · ` : ''}
                {key.address} · {t('deviceKeys.used', { ago: ago(key.last_used_at) })}
              </span>
            </p>
            <Button
              aria-label={t('deviceKeys.revokeThat', { device: wordsOfKey(key) })}
              onClick={() => setLeaving(key)}
            >
              {t('deviceKeys.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      <Link to="/dashboard/connect" className={`${buttonClasses()} justify-self-start`}>
        {t('connect.title')}
      </Link>
      {leaving === null ? null : (
        <ConfirmDialog
          title={t('deviceKeys.revoke')}
          text={t('deviceKeys.confirm', { device: wordsOfKey(leaving) })}
          submit={t('deviceKeys.revoke')}
          onConfirm={async () => revoke(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </Section>
  )
}

function wordsOfKey(key: DeviceKey): string {
  return key.is_of_this_session ? t('deviceKeys.this') : deviceWords(key)
}
