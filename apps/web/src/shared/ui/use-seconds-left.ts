import { useEffect, useState } from 'react'

const TICK_MS = 1_000

/** Whole seconds until a moment, counted down; never below 0. */
export function useSecondsLeft(endMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNowMs(Date.now()), TICK_MS)
    return () => clearInterval(ticking)
  }, [])
  return Math.max(0, Math.ceil((endMs - nowMs) / 1_000))
}
