import { deleteMe, exportMe } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { call, fetchFile, session } from '../../shared/api/client.ts'
import { deletionQuery, keepAccount } from '../../shared/api/deletion.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { dayWords } from '../../shared/format/days.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { saveResponse } from '../../shared/save-file.ts'
import { Button } from '../../shared/ui/button.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { SettingsCard, SettingsPage } from '../../shared/ui/settings-page.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { TypedConfirmDialog } from '../../shared/ui/typed-confirm-dialog.tsx'

/** Everything about the person, to take away or to delete. */
export function TakeAndDeleteScreen() {
  return (
    <SettingsPage title={t('privacy.title')} text={t('privacy.text')}>
      <TakeEverything />
      <DeleteAccount />
    </SettingsPage>
  )
}

function TakeEverything() {
  const [isBusy, setBusy] = useState(false)
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const name = await saveResponse(await fetchFile(exportMe), 'kinfolio-about-me.zip')
      toasts.show({ text: t('document.exported', { name }) })
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <SettingsCard title={t('privacy.exportTitle')} text={t('privacy.exportText')}>
      <Button className="justify-self-start" disabled={isBusy} onClick={() => void take()}>
        <Download aria-hidden className="size-[18px]" />
        {isBusy ? t('export.preparing') : t('privacy.exportAction')}
      </Button>
    </SettingsCard>
  )
}

function DeleteAccount() {
  const email = useSyncExternalStore(session.subscribe, session.state)?.user.email ?? ''
  const deletesAt = useQuery(deletionQuery).data?.deletes_at ?? null
  const [isAsking, setAsking] = useState(false)
  if (deletesAt !== null)
    return (
      <SettingsCard title={t('privacy.goesOn', { day: dayWords(deletesAt) })} text={t('privacy.goesText')}>
        <Button className="justify-self-start" onClick={() => void keepAccount()}>
          {t('privacy.keep')}
        </Button>
      </SettingsCard>
    )
  return (
    <SettingsCard title={t('privacy.deleteTitle')} text={t('privacy.deleteText')}>
      <Button className="justify-self-start" onClick={() => setAsking(true)}>
        {t('privacy.deleteAction')}
      </Button>
      {isAsking ? (
        <TypedConfirmDialog
          title={t('privacy.deleteTitle')}
          text={t('privacy.deleteText')}
          wanted={email}
          label={t('privacy.typeEmail', { email })}
          submit={t('privacy.deleteNow')}
          onConfirm={deleteAccount}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </SettingsCard>
  )
}

/** What is in the way, in words; undefined when it was done. */
async function deleteAccount(confirm: string): Promise<string | undefined> {
  try {
    const outcome = await call(deleteMe, { body: { confirm } })
    if (!outcome.ok) {
      const { problem } = outcome
      if (problem.type === '/problems/not-confirmed') return t('privacy.mismatch')
      return t('privacy.handOver', { spaces: problem.spaces.map(({ name }) => `“${name}”`).join(', ') })
    }
    await queryClient.invalidateQueries({ queryKey: keys.account })
    return undefined
  } catch (error) {
    return wordsOf(error).text
  }
}
