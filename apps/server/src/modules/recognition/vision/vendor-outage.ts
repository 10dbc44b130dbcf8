import { retryAfter } from '../../../kernel/outbound/index.ts'
import { Outage, type OutageReason } from '../../../kernel/outage.ts'
import { messages } from '../messages.ts'

export type VendorFailure = {
  /** The vendor as a person knows it. */
  who: string
  status: number
  headers?: Headers | undefined
  /** What the vendor said. Shown to people, so it must not hold the key. */
  message: string
  cause?: unknown
}

/** Turns an HTTP failure of a vendor into an Outage with words for the person who set up the reader. */
export function vendorOutage(failure: VendorFailure): Outage {
  const { who, status, message, cause } = failure
  const { reason, isRetryable } = judge(status, message)
  const retryAfterMs = isRetryable ? retryAfter(failure.headers) : undefined
  return new Outage(messages.vendorFailed(who, { reason, status, said: message.slice(0, 300) }), {
    who,
    reason,
    isRetryable,
    retryAfterMs,
    cause,
  })
}

function judge(status: number, message: string): { reason: OutageReason; isRetryable: boolean } {
  if (/credit balance|insufficient_quota|billing|spend limit/i.test(message)) {
    return { reason: 'quota-used-up', isRetryable: false }
  }
  if (status === 401 || status === 403) return { reason: 'key-refused', isRetryable: false }
  if (status === 402) return { reason: 'quota-used-up', isRetryable: false }
  if (status === 404) return { reason: 'model-unknown', isRetryable: false }
  if (status === 408 || status === 504) return { reason: 'timed-out', isRetryable: true }
  if (status === 429) return { reason: 'rate-limited', isRetryable: true }
  if (status >= 500) return { reason: 'overloaded', isRetryable: true }
  return { reason: 'request-refused', isRetryable: false }
}

/** The Outage that a client library wrapped into an error of its own, if there is one. */
export function outageWithin(error: unknown): Outage | undefined {
  let at = error
  for (let depth = 0; depth < 8 && at instanceof Error; depth += 1) {
    if (at instanceof Outage) return at
    at = at.cause
  }
  return undefined
}
