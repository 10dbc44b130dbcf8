/** The value below which this share of the samples lies, by nearest rank. NaN of no samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const rank = Math.max(Math.ceil(share * sorted.length) - 1, 0)
  return sorted[rank] ?? Number.NaN
}

/** Milliseconds that the work took. */
export async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

/** Runs the work again and again and answers the time of each run. The first `warmUps` do not count. */
export async function timedRuns(
  work: (run: number) => unknown,
  { runs, warmUps = 0 }: { runs: number; warmUps?: number },
): Promise<number[]> {
  const samples: number[] = []
  for (let run = -warmUps; run < runs; run++) {
    const ms = await timed(async () => work(run))
    if (run >= 0) samples.push(ms)
  }
  return samples
}
