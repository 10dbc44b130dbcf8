import { changeApprovalSettings, getApprovalSettings } from '@kinfolio/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { Section } from '../../shared/ui/section.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

const settingsKey = [...keys.account, 'approval-settings']

/** Whether a sign-in somewhere new waits for another device. */
export function AskDeviceSection() {
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
    <Section title={t('askDevice.title')} text={t('askDevice.text')}>
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
    </Section>
  )
}
