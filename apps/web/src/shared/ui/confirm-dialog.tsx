import { useState } from 'react'
import type { ReactNode } from 'react'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'
import { LazyDialog } from './lazy.tsx'

type ConfirmProps = {
  title: string
  text: string
  submit: string
  /** False when it did not work and the dialog stays. */
  onConfirm: () => Promise<boolean | void>
  onClose: () => void
  children?: ReactNode
}

/** Asks once more before something that cannot be undone. */
export function ConfirmDialog({ title, text, submit, onConfirm, onClose, children }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  async function go(): Promise<void> {
    setBusy(true)
    const end = await onConfirm()
    if (end === false) setBusy(false)
    else onClose()
  }
  return (
    <LazyDialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        <p>{text}</p>
        {children}
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
