import { logout } from '@kinfolio/contracts'
import { sayFailure } from '../ui/say-failure.ts'
import { call, session } from './client.ts'
import { queryClient } from './query-client.ts'

/** Ends the session here and in the other tabs of this browser. */
export async function signOut(): Promise<void> {
  try {
    await call(logout)
    session.signedOut()
  } catch (error) {
    sayFailure(error)
  }
}

let personId: string | null = null

/** What was shown is forgotten with the session, so that the next person on this machine sees none of it. */
session.subscribe(() => {
  const nextId = session.state()?.user.id ?? null
  // Somebody else signed in, in another tab: everything of this one is theirs no longer.
  if (personId !== null && nextId !== null && nextId !== personId) location.reload()
  if (personId !== null && nextId === null) queryClient.clear()
  personId = nextId
})
