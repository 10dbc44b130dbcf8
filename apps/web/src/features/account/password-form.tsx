import { changePassword } from '@kinfolio/contracts'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { PasswordField } from '../../shared/password/password-field.tsx'
import { judgePassword } from '../../shared/password/password-strength.ts'
import { weakWords } from '../../shared/password/weak-words.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

const nothing = { old: '', next: '' }
type Failure = { field: 'old' | 'next' | 'form'; text: string }

/** Changes the password with the old one; who has none yet needs a proof of the last minutes, which the server asks for. */
export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const [typed, setTyped] = useState(nothing)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { verdict } = judgePassword(typed.next)

  async function submit(): Promise<void> {
    setBusy(true)
    const failed = await change(typed, hasPassword)
    setBusy(false)
    setFailure(failed)
    if (failed === null) setTyped(nothing)
  }
  const errorOf = (field: Failure['field']): string | null => (failure?.field === field ? failure.text : null)
  return (
    <form
      className="grid max-w-md gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {hasPassword ? (
        <TextField
          label={t('account.oldPassword')}
          type="password"
          autoComplete="current-password"
          required
          value={typed.old}
          error={errorOf('old')}
          onChange={(event) => setTyped({ ...typed, old: event.target.value })}
        />
      ) : null}
      <PasswordField
        label={t('account.newPassword')}
        required
        value={typed.next}
        error={errorOf('next')}
        onChange={(event) => setTyped({ ...typed, next: event.target.value })}
      />
      {failure?.field === 'form' ? <Alert>{failure.text}</Alert> : null}
      <div>
        <Button type="submit" disabled={isBusy || (verdict !== 'good' && verdict !== 'strong')}>
          {t('account.passwordChange')}
        </Button>
      </div>
    </form>
  )
}

async function change({ old, next }: typeof nothing, hasPassword: boolean): Promise<Failure | null> {
  try {
    const body = { new_password: next, ...(hasPassword ? { old_password: old } : {}) }
    const outcome = await call(changePassword, { body })
    if (outcome.ok) {
      toasts.show({ text: t('account.passwordChanged') })
      void queryClient.invalidateQueries({ queryKey: keys.account })
      return null
    }
    const { problem } = outcome
    switch (problem.type) {
      case '/problems/wrong-credentials':
        return { field: 'old', text: t('account.oldWrong') }
      case '/problems/password-too-weak':
        return { field: 'next', text: weakWords(problem) }
      case '/problems/too-many-attempts':
        return { field: 'form', text: t('signIn.tooMany', { seconds: problem.retry_after_s }) }
    }
  } catch (error) {
    return { field: 'form', text: wordsOf(error).text }
  }
}
