/** Lets at most `width` pieces of work run at once; others wait for their turn in order. */
export type Gate = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

export function createGate(width: number): Gate {
  let free = width
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // Whoever waits longest takes this place over; only without anyone it becomes free.
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
