import { QueryClient } from '@tanstack/react-query'
import { CallFailed } from './call-failed.ts'

const RETRIES_MAX = 2

/** Realtime messages keep the cache fresh, so a screen that is opened again shows what is known at once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < RETRIES_MAX && isWorthAnotherTry(error),
    },
  },
})

/** What the server refused, it will refuse again; what did not arrive or failed there may pass. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof CallFailed)) return false
  const { kind, status } = error.failure
  return kind === 'offline' || status === 429 || status >= 500
}
