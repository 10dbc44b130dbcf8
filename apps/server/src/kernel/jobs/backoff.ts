import { Problem } from '@kinfolio/contracts'
import { messages } from '../messages.ts'
import { Outage } from '../outage.ts'
import { isCircuitOpen } from './breakers.ts'
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, ERROR_TEXT_MAX, RETRY_AFTER_MAX_MS } from './limits.ts'

export type Failure = { error: unknown; attempt: number; maxAttempts: number; firstDelayMs?: number | undefined }

export type Verdict =
  | { kind: 'retry'; delayMs: number; isAttemptCounted: boolean; text: string }
  | { kind: 'give-up'; text: string }

/** A run took longer than its kind of job may. */
export class JobTimedOut extends Error {
  override readonly name = 'JobTimedOut'
}

/** The payload is not of the form its kind takes; no attempt can change that. */
export class PayloadUnreadable extends Error {
  override readonly name = 'PayloadUnreadable'
}

/**
 * What becomes of a job whose run failed. Foreseen failures cannot change by trying again; an outage is waited out,
 * as long as the other side asked for; anything else is tried again a little later each time.
 */
export function judgeFailure(failure: Failure, random: () => number): Verdict {
  const { error, attempt, maxAttempts } = failure
  const text = describeFailure(error)
  const isFinal = error instanceof Problem || error instanceof PayloadUnreadable
  if (isFinal || (error instanceof Outage && !error.isRetryable)) return { kind: 'give-up', text }
  const delayMs = Math.max(backoffMs(failure, random), askedForMs(error))
  if (isCircuitOpen(error)) return { kind: 'retry', delayMs, isAttemptCounted: false, text }
  if (attempt >= maxAttempts) return { kind: 'give-up', text }
  return { kind: 'retry', delayMs, isAttemptCounted: true, text }
}

/** Doubles with every attempt; half of it is chance, so that what failed together does not come back together. */
function backoffMs({ attempt, firstDelayMs = BACKOFF_FIRST_MS }: Failure, random: () => number): number {
  const fullMs = Math.min(firstDelayMs * 2 ** (attempt - 1), BACKOFF_MAX_MS)
  return Math.round(fullMs / 2 + (random() * fullMs) / 2)
}

function askedForMs(error: unknown): number {
  if (!(error instanceof Outage) || error.retryAfterMs === undefined) return 0
  return Math.min(error.retryAfterMs, RETRY_AFTER_MAX_MS)
}

/** Words for the Jobs screen. What a defect says goes to the log, since it may quote what it worked on. */
export function describeFailure(error: unknown): string {
  const isForPeople = error instanceof Problem || error instanceof Outage || error instanceof JobTimedOut
  if (isForPeople) return error.message.slice(0, ERROR_TEXT_MAX)
  const name = error instanceof Error ? error.name : 'Error'
  return messages.jobFailedInside(name)
}
