import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@kinfolio/contracts'
import { Check, Circle } from 'lucide-react'
import { useState } from 'react'
import { t } from '../messages/messages.ts'
import { TextField } from '../ui/field.tsx'
import { judgePassword } from './password-strength.ts'
import type { PasswordVerdict } from './password-strength.ts'

type PasswordFieldProps = {
  label?: string
  value: string
  error: string | null
  required: boolean
  onChange: (event: { target: { value: string } }) => void
}

/** A new password, with the requirement said while it is typed. */
export function PasswordField({ label = t('signIn.password'), value, error, ...rest }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="grid gap-1.5">
      <TextField
        label={label}
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        minLength={PASSWORD_MIN_LENGTH}
        maxLength={PASSWORD_MAX_LENGTH}
        value={value}
        error={error}
        hint={t('welcome.passwordHint', { min: PASSWORD_MIN_LENGTH })}
        aside={
          <button
            type="button"
            aria-pressed={isShown}
            className="-my-2 min-h-8 px-2 text-13 text-accent underline-offset-4 hover:underline"
            onClick={() => setShown(!isShown)}
          >
            {isShown ? t('welcome.passwordHide') : t('welcome.passwordShow')}
          </button>
        }
        {...rest}
      />
      <Strength verdict={judgePassword(value)} />
    </div>
  )
}

function Strength({ verdict }: { verdict: PasswordVerdict }) {
  if (verdict.verdict === 'empty') return null
  const isUsable = verdict.verdict === 'good' || verdict.verdict === 'strong'
  const Icon = isUsable ? Check : Circle
  return (
    <output className={`flex items-center gap-1.5 text-13 ${isUsable ? 'text-good' : 'text-warn'}`}>
      <Icon aria-hidden className="size-3.5" />
      {wordsFor(verdict)}
    </output>
  )
}

function wordsFor(verdict: Exclude<PasswordVerdict, { verdict: 'empty' }>): string {
  switch (verdict.verdict) {
    case 'missing':
      return t('welcome.passwordMissing', { missing: verdict.missing })
    case 'repeats':
      return t('welcome.passwordRepeats')
    case 'good':
      return t('welcome.passwordGood')
    case 'strong':
      return t('welcome.passwordStrong')
  }
}
