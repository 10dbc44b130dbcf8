import { useId } from 'react'
import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react'

export const INPUT_CLASSES =
  'w-full min-h-11 rounded-card border border-field-line bg-surface px-3 py-2 text-17 text-ink placeholder:text-muted aria-invalid:border-bad'

type Labelled = { label: string; hint?: ReactNode; error?: string | null | undefined; aside?: ReactNode }
type Wiring = { id: string; 'aria-describedby'?: string | undefined; 'aria-invalid'?: boolean | undefined }

/** A label above its control, and below it the hint or the error, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  aside,
  renderControl,
}: Labelled & { renderControl: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-15 font-medium">
          {label}
        </label>
        {aside}
      </div>
      {renderControl({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note ? (
        <div id={`${id}-note`} className={`text-13 ${error ? 'text-bad' : 'text-muted'}`}>
          {note}
        </div>
      ) : null}
    </div>
  )
}

type TextFieldProps = Labelled & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>

export function TextField({ label, hint, error, aside, ...input }: TextFieldProps) {
  const parts = { label, hint, error, aside }
  return <Field {...parts} renderControl={(wiring) => <input className={INPUT_CLASSES} {...wiring} {...input} />} />
}

type TextAreaFieldProps = Labelled & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>

export function TextAreaField({ label, hint, error, aside, ...area }: TextAreaFieldProps) {
  const parts = { label, hint, error, aside }
  return <Field {...parts} renderControl={(wiring) => <textarea className={INPUT_CLASSES} {...wiring} {...area} />} />
}
