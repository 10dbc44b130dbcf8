import { refreshTokens } from '@kinfolio/contracts'
import type { AnswerOf, AnyRoute, SpaceId } from '@kinfolio/contracts'
import { createCaller, failureFrom } from './call.ts'
import type { CallInput } from './call.ts'
import { CallFailed } from './call-failed.ts'
import { proofs } from '../proof/proofs.ts'
import { createSession } from './session.ts'
import type { RefreshOutcome, SessionState } from './session.ts'

const channel = new BroadcastChannel('kinfolio.session')
let currentSpace: SpaceId | null = null

/** The session of this tab. */
export const session = createSession({
  refresh,
  exclusively: (task) => navigator.locks.request('kinfolio.refresh', task),
  tell: (state) => channel.postMessage(state),
  now: Date.now,
})
channel.addEventListener('message', (event: MessageEvent<SessionState | null>) => session.heard(event.data))

const caller = createCaller({
  fetch: (input, init) => fetch(input, init),
  accessToken: session.accessToken,
  tokenRefused: session.tokenRefused,
  space: () => currentSpace,
  signer: {
    async sign(request) {
      const user = session.state()?.user
      return user === undefined ? null : (await import('../device-key/device-key.ts')).signRequest(user.id, request)
    },
    learnServerTime: (nowS) => void import('../device-key/device-key.ts').then((key) => key.learnServerTime(nowS)),
  },
  proveAgain: proofs.ask,
})
export const { call, fetchFile } = caller

const spaceListeners = new Set<() => void>()

/** The space that following calls are about; null for the personal one. */
export function chooseSpace(space: SpaceId | null): void {
  currentSpace = space
  for (const listener of spaceListeners) listener()
}

export function subscribeSpace(listener: () => void): () => void {
  spaceListeners.add(listener)
  return () => spaceListeners.delete(listener)
}

export function spaceInUse(): SpaceId | null {
  return currentSpace
}

/** The answer of a call whose declared problems the asker cannot handle better than any other failure. */
export async function ask<R extends AnyRoute>(route: R, input?: CallInput<R>): Promise<AnswerOf<R>> {
  const outcome = await call(route, input)
  if (outcome.ok) return outcome.answer
  throw failureFrom(outcome.problem, outcome.status)
}

async function refresh(): Promise<RefreshOutcome> {
  try {
    const outcome = await call(refreshTokens, { body: {} })
    return outcome.ok ? { outcome: 'tokens', tokens: outcome.answer } : { outcome: 'ended' }
  } catch (error) {
    // A refusal of the token itself ends the session; a server that cannot be reached does not.
    const isRefused = error instanceof CallFailed && [400, 401, 403].includes(error.failure.status)
    return isRefused ? { outcome: 'ended' } : { outcome: 'away', cause: error }
  }
}
