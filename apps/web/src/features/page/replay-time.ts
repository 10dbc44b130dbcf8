/** Times as fast as the hand; whole notebooks are written in hours and nobody watches for that long. */
export const REPLAY_SPEEDS = [1, 2, 5, 20, 100, 500] as const
/** A replay begins at the slowest speed that is over within this time. */
const FIRST_WATCH_MS = 45_000
/** A press of an arrow moves by this share of the whole. */
const STEPS = 200
const STEP_MS_MIN = 100

export function firstSpeed(totalMs: number): number {
  return REPLAY_SPEEDS.find((speed) => totalMs / speed <= FIRST_WATCH_MS) ?? REPLAY_SPEEDS.at(-1) ?? 1
}

export function stepMs(totalMs: number): number {
  return Math.max(STEP_MS_MIN, Math.round(totalMs / STEPS))
}

/** Minutes and seconds, hours where there are any. */
export function clockWords(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const rest = String(seconds % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

export type Playing = { atMs: number; isPlaying: boolean; speed: number }

/** Where a replay stands after some time has passed; at its end it stops. */
export function after(before: Playing, { passedMs, totalMs }: { passedMs: number; totalMs: number }): Playing {
  if (!before.isPlaying) return before
  const atMs = Math.min(totalMs, before.atMs + passedMs * before.speed)
  return { ...before, atMs, isPlaying: atMs < totalMs }
}

/** Playing and pausing; what has come to its end plays from the beginning. */
export function toggled(before: Playing, totalMs: number): Playing {
  const atMs = !before.isPlaying && before.atMs >= totalMs ? 0 : before.atMs
  return { ...before, atMs, isPlaying: !before.isPlaying && totalMs > 0 }
}
