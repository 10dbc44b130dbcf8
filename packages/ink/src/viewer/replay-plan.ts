import type { Pace } from './ink-page.ts'

/** From lifting the pen to setting it down again. Files keep no pauses, so every lift is as long as a quick one. */
const LIFT_MS = 120

/** When each outline begins on the replay's clock, in the order of writing, and when the last one is done. */
export type ReplayPlan = { startsMs: Float64Array; totalMs: number }

export function planReplay({ order, durationMs }: Pace): ReplayPlan {
  const startsMs = new Float64Array(order.length)
  let at = 0
  for (const [place, outline] of order.entries()) {
    startsMs[place] = at
    at += durationMs[outline]! + LIFT_MS
  }
  return { startsMs, totalMs: Math.max(0, at - LIFT_MS) }
}

/** How many outlines have begun at a moment. */
export function begunAt({ startsMs }: ReplayPlan, ms: number): number {
  let low = 0
  let high = startsMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (startsMs[middle]! <= ms) low = middle + 1
    else high = middle
  }
  return low
}
