import { useState } from 'react'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'
import { LazyDialog } from './lazy.tsx'

type ConfirmProps = { title: string; text: string; submit: string; onConfirm: () => Promise<void>; onClose: () => void }

/** Asks once more before something that cannot be undone. */
export function ConfirmDialog({ title, text, submit, onConfirm, onClose }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  async function go(): Promise<void> {
    setBusy(true)
    await onConfirm()
    onClose()
  }
  return (
    <LazyDialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        <p>{text}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose} autoFocus>
            {t('do.cancel')}
          </Button>
          <Button look="primary" disabled={isBusy} onClick={() => void go()}>
            {submit}
          </Button>
        </div>
      </div>
    </LazyDialog>
  )
}
