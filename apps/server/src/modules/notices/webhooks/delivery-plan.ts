const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** How long after each failed try the next one comes; after the last pause there is one more, and then no other. */
export const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  8 * HOUR_MS,
  24 * HOUR_MS,
]
export const DELIVERY_ATTEMPTS_MAX = RETRY_PAUSES_MS.length + 1
/** A receiver that took nothing for so long is left alone, and those who manage the space are told. */
export const FAILING_DAYS_MAX = 3

export type Sent = { status: number; tookMs: number } | { error: string; isFinal: boolean }

export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'again'; afterMs: number }
  | { kind: 'failed' }
  /** Besides, nothing more is to be sent there. */
  | { kind: 'switch off'; because: 'gone' | 'failing' }

/** What becomes of a delivery after its try number `attempt`, counted from 1. */
export function judgeDelivery(at: { sent: Sent; attempt: number; failingSince: Date | null; now: Date }): Verdict {
  const { sent, attempt, failingSince, now } = at
  if ('status' in sent) {
    if (sent.status >= 200 && sent.status < 300) return { kind: 'delivered' }
    // The receiver's own word that it wants no more.
    if (sent.status === 410) return { kind: 'switch off', because: 'gone' }
  }
  const failingMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime()
  if (failingMs > FAILING_DAYS_MAX * 24 * HOUR_MS) return { kind: 'switch off', because: 'failing' }
  const afterMs = RETRY_PAUSES_MS[attempt - 1]
  const isFinal = 'isFinal' in sent && sent.isFinal
  return afterMs === undefined || isFinal ? { kind: 'failed' } : { kind: 'again', afterMs }
}
