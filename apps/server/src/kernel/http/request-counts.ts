import type { FastifyRateLimitStore } from '@fastify/rate-limit'

/** Callers counted at once; beyond, the longest silent are forgotten. */
export const COUNTED_MAX = 20_000

type Tell = Parameters<FastifyRateLimitStore['incr']>[1]
type Window = { requests: number; startedMs: number }

/**
 * How often each caller has come since their window began. The plug-in asks for a store per route; this one is the same
 * for all, because a limit holds over all routes together.
 */
export class RequestCounts implements FastifyRateLimitStore {
  readonly #windows = new Map<string, Window>()

  incr(key: string, tell: Tell, windowMs: number): void {
    const nowMs = Date.now()
    const known = this.#windows.get(key)
    const isOver = known === undefined || known.startedMs + windowMs <= nowMs
    const window = isOver ? { requests: 0, startedMs: nowMs } : known
    window.requests += 1
    // Set anew, so that the map stays in the order of the last request.
    this.#windows.delete(key)
    this.#windows.set(key, window)
    this.#forgetSilent()
    tell(null, { current: window.requests, ttl: window.startedMs + windowMs - nowMs })
  }

  child(): this {
    return this
  }

  #forgetSilent(): void {
    for (const key of this.#windows.keys()) {
      if (this.#windows.size <= COUNTED_MAX) return
      this.#windows.delete(key)
    }
  }
}
