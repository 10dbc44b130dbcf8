import { useEffect } from 'react'
import { session } from '../api/client.ts'

/** Gives the session of this browser a key of its own, once somebody is signed in. */
export function useDeviceKey(): void {
  useEffect(() => {
    void bind().catch(() => undefined)
  }, [])
}

/** What fails is tried again the next time: until then the session goes on as one that has no key. */
async function bind(): Promise<void> {
  const token = await session.accessToken()
  const user = session.state()?.user
  if (token === null || user === undefined) return
  const { bindSession } = await import('./device-key.ts')
  await bindSession({ userId: user.id, token, fetch: (input, init) => fetch(input, init) })
}
