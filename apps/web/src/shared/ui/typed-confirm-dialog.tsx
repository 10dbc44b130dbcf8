import { useState } from 'react'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { LazyDialog } from './lazy.tsx'
import { Alert } from './notes.tsx'

type TypedConfirmProps = {
  title: string
  text: string
  /** What has to be typed, and the sentence that asks for it. */
  wanted: string
  label: string
  submit: string
  /** Undefined when it is done; otherwise what is in the way, in words. */
  onConfirm: (typed: string) => Promise<string | undefined>
  onClose: () => void
}

/** Asks for a word before something goes that nobody would want to lose by a slip. */
export function TypedConfirmDialog({ title, text, wanted, label, submit, onConfirm, onClose }: TypedConfirmProps) {
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const isRight = typed.trim().toLowerCase() === wanted.trim().toLowerCase()
  async function send(): Promise<void> {
    setBusy(true)
    const inTheWay = await onConfirm(typed)
    setBusy(false)
    if (inTheWay === undefined) onClose()
    else setProblem(inTheWay)
  }
  return (
    <LazyDialog title={title} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p>{text}</p>
        <TextField
          label={label}
          value={typed}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        {problem === undefined ? null : <Alert>{problem}</Alert>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" look="primary" disabled={isBusy || !isRight}>
            {submit}
          </Button>
        </div>
      </form>
    </LazyDialog>
  )
}
