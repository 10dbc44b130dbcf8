/** The first event of a round waits this long for its companions. One page is to be seen at once. */
export const ROUND_GATHERS_MS = 60
/**
 * In the long run screens are refreshed this often: 1,000 pages arriving must not make 1,000 requests. A round that is
 * not needed is saved for later, up to ROUNDS_SAVED_MAX.
 */
export const ROUND_EVERY_MS = 1_000
/** Enough for the few pages that somebody hands in by hand: each has three rounds (it came, was drawn, was read). */
export const ROUNDS_SAVED_MAX = 12

type BatcherDeps<T> = {
  /** Works off what was gathered. The next batch waits for it. */
  run: (gathered: ReadonlySet<T>) => Promise<void>
  later: (run: () => void, delayMs: number) => void
  now: () => number
}

/** Gathers what happens in bursts into few runs, never two at a time. */
export function createBatcher<T>({ run, later, now }: BatcherDeps<T>): { add: (values: Iterable<T>) => void } {
  let gathered = new Set<T>()
  let isScheduled = false
  /** Below zero while a round is waited for that was not saved. */
  let savedRounds = ROUNDS_SAVED_MAX
  let countedMs = now()

  async function flush(): Promise<void> {
    const batch = gathered
    gathered = new Set()
    try {
      await run(batch)
    } finally {
      isScheduled = false
      if (gathered.size > 0) schedule()
    }
  }
  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    // A clock that is set back saves nothing.
    const passedMs = Math.max(0, now() - countedMs)
    savedRounds = Math.min(ROUNDS_SAVED_MAX, savedRounds + passedMs / ROUND_EVERY_MS) - 1
    countedMs = now()
    later(() => void flush(), Math.max(ROUND_GATHERS_MS, -savedRounds * ROUND_EVERY_MS))
  }
  return {
    add(values) {
      for (const value of values) gathered.add(value)
      if (gathered.size > 0) schedule()
    },
  }
}
