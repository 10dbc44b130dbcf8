import { CHALLENGE_S } from '@kinfolio/contracts'
import { useEffect, useRef } from 'react'
import { canAutofill, CeremonyEnded, showPasskey, stopAsking } from '../../shared/passkeys/ceremony.ts'
import { autofillOptions, handIn } from './passkey-sign-in.ts'

/** What is offered is renewed before the server forgets what it asked. */
const RENEW_MS = (CHALLENGE_S - 60) * 1_000

/** Lets the browser offer passkeys among what it fills into the e-mail field, for as long as the screen is there. */
export function usePasskeyAutofill(isOn: boolean, tell: (failure: string | null) => void): void {
  const latest = useRef(tell)
  useEffect(() => {
    latest.current = tell
  }, [tell])
  useEffect(() => {
    if (!isOn) return undefined
    const life = { isOver: false }
    void offerForEver(life, (failure) => latest.current(failure))
    return () => {
      life.isOver = true
      void stopAsking()
    }
  }, [isOn])
}

async function offerForEver(life: { isOver: boolean }, tell: (failure: string | null) => void): Promise<void> {
  if (!(await canAutofill())) return
  while (!life.isOver) {
    const options = await autofillOptions()
    if (options === undefined || life.isOver) return
    let isRenewal = false
    const renewal = setTimeout(() => {
      isRenewal = true
      void stopAsking()
    }, RENEW_MS)
    try {
      const credential = await showPasskey(options, { isAutofill: true })
      if (!life.isOver) tell(await handIn(credential))
      return
    } catch (error) {
      // Who pressed the button has the browser's attention now: a new offer would take it away again.
      if (!(error instanceof CeremonyEnded && isRenewal)) return
    } finally {
      clearTimeout(renewal)
    }
  }
}
