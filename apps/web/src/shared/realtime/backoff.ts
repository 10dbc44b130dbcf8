export const BACKOFF_FIRST_MS = 500
export const BACKOFF_MAX_MS = 30_000

/** How long to wait before the next try: doubled each time, and scattered so that clients do not return as one. */
export function backoffMs({ failures, random }: { failures: number; random: () => number }): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 16))
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}
