import { listSignInProviders, startProviderSignIn } from '@kinfolio/contracts'
import type { SignInProvider } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, LogIn } from 'lucide-react'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { knowsPasskeys } from '../../shared/passkeys/ceremony.ts'
import { Button } from '../../shared/ui/button.tsx'
import { signInWithPasskey } from './passkey-sign-in.ts'
import { usePasskeyAutofill } from './use-passkey-autofill.ts'

type OtherDoorsProps = {
  /** Where the person wanted to go. */
  next: string | undefined
  /** Null when they are in, else what went wrong in words. */
  onEnd: (failure: string | null) => void
}

/** The ways in besides a password: a passkey where the browser knows any, and the services of this server. */
export function OtherDoors({ next, onEnd }: OtherDoorsProps) {
  const [busy, setBusy] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => ask(listSignInProviders, { signal }),
  })
  const hasPasskeys = data?.takes_passkeys === true && knowsPasskeys()
  usePasskeyAutofill(hasPasskeys, onEnd)
  const providers = data?.providers ?? []
  if (!hasPasskeys && providers.length === 0) return null

  async function enterByPasskey(): Promise<void> {
    setBusy('passkey')
    const failure = await signInWithPasskey()
    setBusy(null)
    onEnd(failure)
  }
  async function leaveFor(provider: SignInProvider): Promise<void> {
    setBusy(provider.id)
    try {
      const body = { provider: provider.id, ...(next === undefined ? {} : { next }) }
      const { address } = await ask(startProviderSignIn, { body })
      location.assign(address)
    } catch (error) {
      setBusy(null)
      onEnd(wordsOf(error).text)
    }
  }
  return (
    <div className="mt-6 grid gap-3">
      <div className="flex items-center gap-3 text-muted">
        <span className="h-px grow bg-line" />
        {t('passkey.or')}
        <span className="h-px grow bg-line" />
      </div>
      {hasPasskeys ? (
        <Button disabled={busy !== null} onClick={() => void enterByPasskey()}>
          <KeyRound aria-hidden className="size-[18px]" />
          {busy === 'passkey' ? t('passkey.waiting') : t('passkey.signIn')}
        </Button>
      ) : null}
      {providers.map((provider) => (
        <Button key={provider.id} disabled={busy !== null} onClick={() => void leaveFor(provider)}>
          <LogIn aria-hidden className="size-[18px]" />
          {t(busy === provider.id ? 'linked.leaving' : 'linked.with', { name: provider.name })}
        </Button>
      ))}
    </div>
  )
}
