import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { t } from '../../shared/messages/messages.ts'
import type { Edit, EditLine } from './edit-lines.ts'

type LineFieldProps = {
  line: EditLine
  number: number
  /** Where the cursor goes after an edit moved it here; null leaves it where it is. */
  focusAt: number | null
  change: (edit: Edit) => void
  onFocus: () => void
  onLeave: () => void
}

/** One line as a field that grows with its text. Enter and Backspace work as in any editor. */
export function LineField({ line, number, focusAt, change, onFocus, onLeave }: LineFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (focusAt === null) return
    field.current?.focus()
    field.current?.setSelectionRange(focusAt, focusAt)
  }, [focusAt])

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const { selectionStart, selectionEnd } = event.currentTarget
    if (event.key === 'Escape') onLeave()
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (event.ctrlKey || event.metaKey) event.currentTarget.form?.requestSubmit()
      else change({ kind: 'split', key: line.key, at: selectionStart })
    } else if (event.key === 'Backspace' && selectionStart === 0 && selectionEnd === 0 && number > 1) {
      event.preventDefault()
      change({ kind: 'join', key: line.key })
    }
  }

  return (
    <textarea
      ref={field}
      rows={1}
      value={line.text}
      aria-label={t('page.line', { number })}
      onChange={(event) => change({ kind: 'type', key: line.key, text: event.target.value.replace(/\n/g, ' ') })}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      className="field-sizing-content min-h-11 w-full resize-none rounded-card border border-field-line bg-surface px-3 py-2 font-reading text-17 leading-normal"
    />
  )
}
