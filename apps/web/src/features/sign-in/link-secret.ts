import { useEffect, useState } from 'react'

/**
 * What a link carries behind `#`, where browsers keep it to themselves; null without it. It is taken out of the address, so
 * that it stands in no history and no screenshot.
 */
export function useLinkSecret(name: 'token' | 'invitation'): string | null {
  const [secret] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get(name))
  useEffect(() => {
    if (secret !== null) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [secret])
  return secret
}
