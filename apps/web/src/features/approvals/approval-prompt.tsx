import { listApprovals } from '@kinfolio/contracts'
import type { Approval } from '@kinfolio/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { useSecondsLeft } from '../../shared/ui/use-seconds-left.ts'
import { DeniedNote } from './denied-note.tsx'
import { deviceWords } from './device-words.ts'
import { approve, deny } from './respond.ts'
import type { Answered } from './respond.ts'

/** Over whatever the person is doing: a sign-in on another device waits for their word. */
export function ApprovalPrompt() {
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: keys.approvals,
    queryFn: ({ signal }) => ask(listApprovals, { signal }),
  })
  const [denied, setDenied] = useState<string | null>(null)
  const [first] = data?.approvals ?? []

  function settled({ state, text }: Answered): void {
    if (state === 'denied') setDenied(text)
    else toasts.show({ text })
    void client.invalidateQueries({ queryKey: keys.approvals })
  }
  if (denied !== null) return <DeniedNote onClose={() => setDenied(null)} />
  return first === undefined ? null : <Question key={first.id} approval={first} onSettled={settled} />
}

function Question({ approval, onSettled }: { approval: Approval; onSettled: (answered: Answered) => void }) {
  const [number, setNumber] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [isHidden, setHidden] = useState(false)
  const seconds = useSecondsLeft(Date.parse(approval.expires_at))
  if (isHidden || seconds === 0) return null

  async function answer(how: () => Promise<Answered>): Promise<void> {
    setBusy(true)
    setProblem(null)
    const answered = await how()
    setBusy(false)
    if (answered.state !== 'kept') return onSettled(answered)
    setNumber('')
    setProblem(answered.text)
  }
  const [way] = approval.ways

  return (
    <Dialog title={t('approve.title')} onClose={() => setHidden(true)}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void answer(async () => approve(approval, number))
        }}
      >
        <p className="text-17">{t('approve.text', { device: deviceWords(approval), address: approval.address })}</p>
        {way === undefined ? (
          <Alert>{t('approve.noWay')}</Alert>
        ) : (
          <TextField
            label={t('approve.number')}
            hint={t('approve.numberHint')}
            error={problem}
            inputMode="numeric"
            autoComplete="off"
            autoFocus
            maxLength={2}
            pattern="[1-9][0-9]"
            className="w-28 rounded-card border border-field-line bg-surface px-3 py-2 text-center font-code text-34 aria-invalid:border-bad"
            value={number}
            onChange={(event) => setNumber(event.target.value.replaceAll(/\D/g, ''))}
          />
        )}
        <div className="flex flex-wrap gap-3">
          {way === undefined ? null : (
            <Button type="submit" look="primary" disabled={isBusy || number.length !== 2} className="grow">
              {isBusy ? t('approve.approving') : t('approve.approve')}
            </Button>
          )}
          <Button disabled={isBusy} className="grow" onClick={() => void answer(async () => deny(approval))}>
            {t('approve.deny')}
          </Button>
        </div>
        <p className="text-13 text-muted">
          {way === undefined ? null : t(way === 'passkey' ? 'approve.byPasskey' : 'approve.byDeviceKey')}{' '}
          {t('approve.left', { seconds })}
        </p>
      </form>
    </Dialog>
  )
}
