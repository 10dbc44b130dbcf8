import { pendingSignIn } from '@kinfolio/contracts'
import type { PendingSignIn } from '@kinfolio/contracts'
import { useEffect, useState } from 'react'

/**
 * A sign-in that began at another service and waits for a second step: the server sends its secret behind the `#`, which no
 * server sees. It is taken out of the address, so that it stands in no history. Null without one, or for what is none.
 */
export function usePendingFragment(): PendingSignIn | null {
  const [pending] = useState(readPending)
  useEffect(() => {
    if (!window.location.hash.startsWith(PREFIX)) return
    const { pathname, search } = window.location
    window.history.replaceState(window.history.state, '', `${pathname}${search}`)
  }, [])
  return pending
}

const PREFIX = '#pending='

function readPending(): PendingSignIn | null {
  const { hash } = window.location
  if (!hash.startsWith(PREFIX)) return null
  const text = new URLSearchParams(hash.slice(1)).get('pending') ?? ''
  return pendingSignIn.safeParse(parsed(text)).data ?? null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
