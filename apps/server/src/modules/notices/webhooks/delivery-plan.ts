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

/** What failed together does not come back together: up to this share of a pause is added to it by chance. */
export const PAUSE_CHANCE = 0.2
/** However long a receiver asks us to wait. */
export const RETRY_AFTER_MS_MAX = 24 * HOUR_MS

export type Sent =
  | { status: number; retryAfterMs?: number | undefined; tookMs: number }
  | { error: string; isFinal: boolean }

export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'again'; afterMs: number }
  | { kind: 'failed' }
  /** Besides, nothing more is to be sent there. */
  | { kind: 'switch off'; because: 'gone' | 'failing' }

type Tried = { sent: Sent; attempt: number; failingSince: Date | null; now: Date }

/** What becomes of a delivery after its try number `attempt`, counted from 1. `random` answers from 0 up to 1. */
export function judgeDelivery({ sent, attempt, failingSince, now }: Tried, random: () => number): Verdict {
  if ('status' in sent) {
    if (sent.status >= 200 && sent.status < 300) return { kind: 'delivered' }
    // The receiver's own word that it wants no more.
    if (sent.status === 410) return { kind: 'switch off', because: 'gone' }
  }
  const failingMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime()
  if (failingMs > FAILING_DAYS_MAX * 24 * HOUR_MS) return { kind: 'switch off', because: 'failing' }
  const pauseMs = RETRY_PAUSES_MS[attempt - 1]
  const isFinal = 'isFinal' in sent && sent.isFinal
  if (pauseMs === undefined || isFinal) return { kind: 'failed' }
  const afterMs = Math.max(Math.round(pauseMs * (1 + PAUSE_CHANCE * random())), askedForMs(sent))
  return { kind: 'again', afterMs }
}

function askedForMs(sent: Sent): number {
  return 'status' in sent ? Math.min(sent.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX) : 0
}
