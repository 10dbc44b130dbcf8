import { changeApprovalSettings, getApprovalSettings, listDeviceKeys, revokeDeviceKey } from '@kinfolio/contracts'
import type { DeviceKey } from '@kinfolio/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { useTitle } from '../../shared/ui/use-title.ts'
import { deviceWords } from './device-words.ts'

const settingsKey = [...keys.account, 'approval-settings']
const deviceKeysKey = [...keys.account, 'device-keys']

/** What a person's devices may do for one another, and the keys they have. */
export function DevicesScreen() {
  useTitle(t('devices.title'))
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <h1 className="text-34">{t('devices.title')}</h1>
      <AskAnotherDevice />
      <DeviceKeys />
      <Link to="/dashboard/connect" className={`${buttonClasses()} justify-self-start`}>
        {t('connect.title')}
      </Link>
    </div>
  )
}

function AskAnotherDevice() {
  const client = useQueryClient()
  const settings = useQuery({ queryKey: settingsKey, queryFn: ({ signal }) => ask(getApprovalSettings, { signal }) })
  const [isBusy, setBusy] = useState(false)
  async function change(asks: boolean): Promise<void> {
    const before = settings.data
    setBusy(true)
    client.setQueryData(settingsKey, before && { ...before, asks_when_new: asks })
    try {
      client.setQueryData(settingsKey, await ask(changeApprovalSettings, { body: { asks_when_new: asks } }))
      toasts.show({ text: t('askDevice.saved') })
    } catch (error) {
      client.setQueryData(settingsKey, before)
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-interface text-17 font-medium">{t('askDevice.title')}</h2>
      <p className="text-muted">{t('askDevice.text')}</p>
      {settings.isError ? <FailureNote error={settings.error} onRetry={() => void settings.refetch()} /> : null}
      {settings.isPending ? <Loading /> : null}
      {settings.data === undefined ? null : (
        <label className="flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={settings.data.asks_when_new}
            disabled={isBusy || (!settings.data.can_be_asked && !settings.data.asks_when_new)}
            onChange={(event) => void change(event.target.checked)}
          />
          {t('askDevice.on')}
        </label>
      )}
      {settings.data?.can_be_asked === false ? <p className="text-13">{t('askDevice.impossible')}</p> : null}
    </section>
  )
}

function DeviceKeys() {
  const client = useQueryClient()
  const found = useQuery({ queryKey: deviceKeysKey, queryFn: ({ signal }) => ask(listDeviceKeys, { signal }) })
  const [leaving, setLeaving] = useState<DeviceKey | null>(null)
  async function revoke({ id }: DeviceKey): Promise<void> {
    setLeaving(null)
    try {
      await ask(revokeDeviceKey, { params: { device_key_id: id } })
      toasts.show({ text: t('deviceKeys.revoked') })
    } catch (error) {
      sayFailure(error)
    }
    await client.invalidateQueries({ queryKey: keys.account })
  }
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-interface text-17 font-medium">{t('deviceKeys.title')}</h2>
      <p className="text-muted">{t('deviceKeys.text')}</p>
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
            <Button onClick={() => setLeaving(key)}>{t('deviceKeys.revoke')}</Button>
          </li>
        ))}
      </ul>
      {leaving === null ? null : (
        <Dialog title={t('deviceKeys.revoke')} onClose={() => setLeaving(null)}>
          <p className="mb-4 wrap-anywhere">
            {t('deviceKeys.confirm', {
              device: leaving.is_of_this_session ? t('deviceKeys.this') : deviceWords(leaving),
            })}
          </p>
          <div className="flex gap-3">
            <Button look="primary" onClick={() => void revoke(leaving)}>
              {t('deviceKeys.revoke')}
            </Button>
            <Button onClick={() => setLeaving(null)}>{t('do.cancel')}</Button>
          </div>
        </Dialog>
      )}
    </section>
  )
}
