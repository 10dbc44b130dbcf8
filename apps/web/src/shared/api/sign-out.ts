import { logout } from '@kinfolio/contracts'
import { sayFailure } from '../ui/say-failure.ts'
import { call, session } from './client.ts'
import { queryClient } from './query-client.ts'

/** What was shown is forgotten with the session, so that the next person on this machine sees none of it. */
export async function signOut(): Promise<void> {
  try {
    await call(logout)
    session.signedOut()
    queryClient.clear()
  } catch (error) {
    sayFailure(error)
  }
}
