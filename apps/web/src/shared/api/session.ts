import type { Tokens, User } from '@kinfolio/contracts'

/** A token this close to its end is exchanged before it is used. */
export const TOKEN_MARGIN_MS = 30_000

export type SessionState = { user: User; token: string; endsAtMs: number }

/** What a refresh can come to. `away`: the server could not be asked, so nothing is known. */
export type RefreshOutcome =
  | { outcome: 'tokens'; tokens: Tokens }
  | { outcome: 'ended' }
  | { outcome: 'away'; cause: unknown }

export type SessionDeps = {
  refresh: () => Promise<RefreshOutcome>
  /** Runs one task at a time across all tabs of this browser. */
  exclusively: <T>(task: () => Promise<T>) => Promise<T>
  /** Tells the other tabs, and hears from them. */
  tell: (state: SessionState | null) => void
  now: () => number
}

export type Session = {
  state: () => SessionState | null
  /** Null when nobody is signed in. Throws the cause when the server could not be asked. */
  accessToken: () => Promise<string | null>
  tokenRefused: (token: string) => void
  signedIn: (tokens: Tokens) => void
  signedOut: () => void
  /** Another tab of this browser has signed in, out, or refreshed. */
  heard: (state: SessionState | null) => void
  /** Whether somebody was signed in since this page was loaded, which makes a missing session an ended one. */
  wasSignedIn: () => boolean
  subscribe: (listener: () => void) => () => void
}

/** Holds the access token in memory only. The refresh token is a cookie that no script can read. */
export function createSession(deps: SessionDeps): Session {
  let state: SessionState | null = null
  let hadSomebody = false
  let underway: Promise<string | null> | null = null
  const listeners = new Set<() => void>()

  function become(next: SessionState | null): void {
    state = next
    hadSomebody ||= next !== null
    for (const listener of listeners) listener()
  }
  const isFresh = (): boolean => state !== null && state.endsAtMs - deps.now() > TOKEN_MARGIN_MS

  /** Each refresh token works once, so tabs take turns, and one that waited takes what another tab just got. */
  async function refreshInTurn(): Promise<string | null> {
    return deps.exclusively(async () => {
      if (isFresh()) return state?.token ?? null
      const refreshed = await deps.refresh()
      if (refreshed.outcome === 'away') throw refreshed.cause
      become(refreshed.outcome === 'tokens' ? stateOf(refreshed.tokens, deps.now()) : null)
      deps.tell(state)
      return state?.token ?? null
    })
  }

  return {
    state: () => state,
    async accessToken() {
      if (isFresh()) return state?.token ?? null
      underway ??= refreshInTurn().finally(() => (underway = null))
      return underway
    },
    tokenRefused(token) {
      if (state?.token === token) become({ ...state, endsAtMs: 0 })
    },
    signedIn(tokens) {
      become(stateOf(tokens, deps.now()))
      deps.tell(state)
    },
    signedOut() {
      become(null)
      hadSomebody = false
      deps.tell(null)
    },
    heard: become,
    wasSignedIn: () => hadSomebody,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function stateOf(tokens: Tokens, nowMs: number): SessionState {
  return { user: tokens.user, token: tokens.access_token, endsAtMs: nowMs + tokens.expires_in * 1_000 }
}
