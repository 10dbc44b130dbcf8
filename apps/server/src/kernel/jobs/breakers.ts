import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel'
import { messages } from '../messages.ts'
import { Outage } from '../outage.ts'
import { BREAKER_FAILURES, BREAKER_OPEN_MS, BREAKERS_MAX } from './limits.ts'

/** Calls to one outside service. While it keeps failing, calls fail at once and the service is left alone. */
export type Breaker = {
  /** Answers as `call` does; throws an `Outage` without calling while the circuit is open (`isCircuitOpen`). */
  call<Answer>(call: () => Promise<Answer>): Promise<Answer>
  state(): 'closed' | 'open' | 'half-open'
}

/** Why a call was not made at all. It is the cause of the `Outage` that is thrown. */
class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen'
}

/** True when nothing was called, so that the attempt costs nothing. */
export function isCircuitOpen(error: unknown): error is Outage {
  return error instanceof Outage && error.cause instanceof CircuitOpen
}

/** For who keeps to a limit of its own: nothing was called, and the attempt costs nothing. */
export function notCalled(message: string, { who, waitMs }: { who: string; waitMs: number }): Outage {
  const facts = { who, reason: 'overloaded', isRetryable: true, retryAfterMs: waitMs } as const
  return new Outage(message, { ...facts, cause: new CircuitOpen() })
}

/**
 * One breaker per outside service of this process. `who` names the service and, where people bring their own
 * account, whose: `claude:<space>` keeps one space's failing key from stopping the others.
 */
export function createBreakers(options: { failures?: number; openMs?: number } = {}): (who: string) => Breaker {
  const breakers = new Map<string, Breaker>()
  return (who) => {
    const known = breakers.get(who)
    if (known !== undefined) return known
    // The oldest is dropped first; forgetting one only means that it counts from nothing again.
    const [oldest] = breakers.keys()
    if (breakers.size >= BREAKERS_MAX && oldest !== undefined) breakers.delete(oldest)
    const breaker = createBreaker(who, options)
    breakers.set(who, breaker)
    return breaker
  }
}

function createBreaker(who: string, options: { failures?: number; openMs?: number }): Breaker {
  const { failures = BREAKER_FAILURES, openMs = BREAKER_OPEN_MS } = options
  // A refused key or request says nothing about whether the service works, so only outages to wait out count.
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof Outage && error.isRetryable),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) },
  )
  let openedAt = 0
  let lastFailure: Outage | undefined
  policy.onBreak(() => {
    openedAt = Date.now()
  })
  return {
    async call(call) {
      try {
        return await policy.execute(async () => call())
      } catch (error) {
        if (error instanceof Outage) lastFailure = error
        if (!isBroken(error)) throw error
        throw openOutage(lastFailure, { who, failures, waitMs: Math.max(1_000, openedAt + openMs - Date.now()) })
      }
    },
    state: () => stateNames[policy.state],
  }
}

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
} as const

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'isBrokenCircuitError' in error
}

function openOutage(last: Outage | undefined, about: { who: string; failures: number; waitMs: number }): Outage {
  const who = last?.who ?? about.who
  return new Outage(messages.leftAlone(who, { failures: about.failures, said: last?.message }), {
    who,
    reason: last?.reason ?? 'overloaded',
    isRetryable: true,
    retryAfterMs: about.waitMs,
    cause: new CircuitOpen(),
  })
}
