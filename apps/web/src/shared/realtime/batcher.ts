/** The first event of a burst waits this long for its companions. One page is to be seen at once. */
export const BATCH_FIRST_MS = 60
/**
 * The longer a burst goes on, the longer is waited, four times as long each time, until screens are refreshed this often:
 * 1,000 pages arriving must not make 1,000 requests.
 */
export const BATCH_BUSY_MS = 1_000

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
  let lastRunMs = Number.NEGATIVE_INFINITY
  let delayMs = BATCH_FIRST_MS

  async function flush(): Promise<void> {
    const batch = gathered
    gathered = new Set()
    try {
      await run(batch)
    } finally {
      lastRunMs = now()
      isScheduled = false
      if (gathered.size > 0) schedule()
    }
  }
  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    const isBurst = now() - lastRunMs < BATCH_BUSY_MS
    delayMs = isBurst ? Math.min(delayMs * 4, BATCH_BUSY_MS) : BATCH_FIRST_MS
    later(() => void flush(), delayMs)
  }
  return {
    add(values) {
      for (const value of values) gathered.add(value)
      if (gathered.size > 0) schedule()
    },
  }
}
