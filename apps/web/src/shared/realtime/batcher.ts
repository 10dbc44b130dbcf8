/** The first event of a burst waits this long for its companions. */
export const BATCH_FIRST_MS = 250
/** While a burst goes on, screens are refreshed this often: 1,000 pages arriving must not make 1,000 requests. */
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
    later(() => void flush(), isBurst ? BATCH_BUSY_MS : BATCH_FIRST_MS)
  }
  return {
    add(values) {
      for (const value of values) gathered.add(value)
      if (gathered.size > 0) schedule()
    },
  }
}
