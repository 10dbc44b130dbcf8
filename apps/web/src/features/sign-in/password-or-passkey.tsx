import { listSignInProviders } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { ask } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { knowsPasskeys } from '../../shared/passkeys/ceremony.ts'
import { PasswordField } from '../../shared/password/password-field.tsx'
import { judgePassword } from '../../shared/password/password-strength.ts'
import { Button } from '../../shared/ui/button.tsx'

/** Whether this browser can make a passkey for this server. */
function useTakesPasskeys(): boolean {
  const { data } = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => ask(listSignInProviders, { signal }),
  })
  return data?.takes_passkeys === true && knowsPasskeys()
}

/** Whether an account can be made with it; null stands for a passkey, which the browser asks for. */
export function isGoodEnough(password: string | null): boolean {
  if (password === null) return true
  const { verdict } = judgePassword(password)
  return verdict === 'good' || verdict === 'strong'
}

type PasswordOrPasskeyProps = Omit<ComponentProps<typeof PasswordField>, 'value'> & {
  /** Null for a passkey. */
  value: string | null
  onSwitch: (password: string | null) => void
}

/** What somebody new will sign in by: a password, or a passkey where the browser can make one. */
export function PasswordOrPasskey({ value, onSwitch, ...field }: PasswordOrPasskeyProps) {
  const takesPasskeys = useTakesPasskeys()
  return (
    <>
      {value === null ? (
        <p className="text-muted">{t('passkey.insteadText')}</p>
      ) : (
        <PasswordField {...field} value={value} />
      )}
      {takesPasskeys ? (
        <Button look="quiet" onClick={() => onSwitch(value === null ? '' : null)}>
          {value === null ? t('passkey.passwordInstead') : t('passkey.instead')}
        </Button>
      ) : null}
    </>
  )
}
