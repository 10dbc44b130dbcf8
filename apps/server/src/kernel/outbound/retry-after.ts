/** Longer waits are not believed: whoever waits should look again within a day. */
export const maxRetryAfterMs = 24 * 60 * 60 * 1000

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or OpenAI's `retry-after-ms`. */
export function retryAfter(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') || Number.NaN)
  if (Number.isFinite(exact)) return clamp(exact)
  const text = headers?.get('retry-after')
  if (!text) return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return clamp(seconds * 1000)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : clamp(date - now)
}

function clamp(ms: number): number {
  return Math.min(maxRetryAfterMs, Math.max(0, ms))
}
