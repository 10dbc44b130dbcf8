const SECOND_MS = 1_000

/** The time until a moment as minutes and seconds, such as `14:05`; null once it has come. */
export function leftOf(iso: string, nowMs: number): string | null {
  const seconds = Math.ceil((Date.parse(iso) - nowMs) / SECOND_MS)
  if (seconds <= 0) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
