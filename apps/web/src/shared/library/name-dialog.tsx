import { TITLE_MAX_LENGTH } from '@kinfolio/contracts'
import { useState } from 'react'
import { t } from '../messages/messages.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { LazyDialog } from '../ui/lazy.tsx'

type NameDialogProps = {
  heading: string
  label: string
  initial: string
  submit: string
  /** True when it is done and the dialog can go. */
  onName: (title: string) => Promise<boolean>
  onClose: () => void
}

/** Asks for one name: of a new folder, or a new one for what has one. */
export function NameDialog({ heading, label, initial, submit, onName, onClose }: NameDialogProps) {
  const [title, setTitle] = useState(initial)
  const [isBusy, setBusy] = useState(false)
  async function send(): Promise<void> {
    setBusy(true)
    if (await onName(title.trim())) onClose()
    else setBusy(false)
  }
  return (
    <LazyDialog title={heading} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <TextField
          label={label}
          value={title}
          maxLength={TITLE_MAX_LENGTH}
          required
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" look="primary" disabled={isBusy || title.trim() === ''}>
            {submit}
          </Button>
        </div>
      </form>
    </LazyDialog>
  )
}
