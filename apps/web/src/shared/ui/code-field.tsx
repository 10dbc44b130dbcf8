import { t } from '../messages/messages.ts'
import { TextField } from './field.tsx'

type CodeFieldProps = { value: string; error?: string | null; onChange: (value: string) => void }

/** Six digits of an authenticator app, which password managers and phones can fill in. */
export function CodeField({ value, error, onChange }: CodeFieldProps) {
  return (
    <TextField
      label={t('twoStep.code')}
      hint={t('twoStep.codeHint')}
      error={error}
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9 ]{6,9}"
      maxLength={9}
      autoFocus
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
