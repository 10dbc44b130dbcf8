import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { Alert } from '../../shared/ui/notes.tsx'

type ConfirmDialogProps = {
  title: string
  text: string
  submit: string
  /** Null when it is done, else what stands against it in words. */
  onConfirm: () => Promise<string | null>
  onClose: () => void
}

/** Asks before what cannot be undone; what stands against it is said here, where the person looks. */
export function ConfirmDialog({ title, text, submit, onConfirm, onClose }: ConfirmDialogProps) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function confirm(): Promise<void> {
    setBusy(true)
    const against = await onConfirm()
    setBusy(false)
    if (against === null) onClose()
    else setFailure(against)
  }
  return (
    <LazyDialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        <p>{text}</p>
        {failure === null ? null : <Alert>{failure}</Alert>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={isBusy} onClick={() => void confirm()}>
            {submit}
          </Button>
        </div>
      </div>
    </LazyDialog>
  )
}
