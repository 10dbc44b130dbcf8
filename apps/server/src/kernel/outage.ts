/** Why something outside failed, for the person who can do something about it. The message catalogue has a line for each. */
export type OutageReason =
  | 'key-refused'
  | 'model-unknown'
  | 'quota-used-up'
  | 'rate-limited'
  | 'overloaded'
  | 'unreachable'
  | 'timed-out'
  | 'address-not-allowed'
  | 'request-refused'
  | 'answer-not-understood'
  | 'crashed'

export type OutageFacts = {
  /** Who failed, in words a person recognises: `Claude`, `Google Vision`, `vision.home.lan`. Never a credential. */
  who: string
  reason: OutageReason
  /** False when trying again without a change (a new key, another address) cannot help. */
  isRetryable: boolean
  /** How long the other side asked us to wait, when it said so. */
  retryAfterMs?: number | undefined
  cause?: unknown
}

/**
 * Something outside failed: a vendor, a mail server, a child process. Adapters throw it, jobs retry it
 * (after `retryAfterMs` when known), the edge answers 502 or 503. It is never thrown for what the
 * caller did wrong (a Problem) nor for what we did wrong (a bug).
 */
export class Outage extends Error {
  readonly who: string
  readonly reason: OutageReason
  readonly isRetryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(message: string, facts: OutageFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'Outage'
    this.who = facts.who
    this.reason = facts.reason
    this.isRetryable = facts.isRetryable
    this.retryAfterMs = facts.retryAfterMs
  }
}
