import { useState } from 'react'
import type { ReactNode } from 'react'
import { wordsOf } from '../messages/failure-words.ts'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'
import { LazyDialog } from './lazy.tsx'
import { Alert } from './notes.tsx'

type ConfirmProps = {
  title: string
  text: string
  submit: string
  /** False when it did not work and the dialog stays. What it throws is said here, where the person looks. */
  onConfirm: () => Promise<boolean | void>
  onClose: () => void
  children?: ReactNode
}

/** Asks once more before something that cannot be undone. */
export function ConfirmDialog({ title, text, submit, onConfirm, onClose, children }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function go(): Promise<void> {
    setBusy(true)
    try {
      const end = await onConfirm()
      if (end !== false) return onClose()
    } catch (error) {
      setFailure(wordsOf(error).text)
    }
    setBusy(false)
  }
  return (
    <LazyDialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        <p>{text}</p>
        {children}
        {failure === null ? null : <Alert>{failure}</Alert>}
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
