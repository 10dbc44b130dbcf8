import { availableParallelism } from 'node:os'

export type ProcessSlots = { take(signal: AbortSignal): Promise<Disposable> }

/** One core stays free for the server; a third process was slower than two (measured on two cores). */
export function defaultSlotCount(cores: number = availableParallelism()): number {
  return Math.max(1, Math.min(2, cores - 1))
}

/** Lets at most `count` at a time through, first come first served. */
export function createSlots(count: number): ProcessSlots {
  let free = count
  const queue: (() => void)[] = []
  const release = (): void => {
    const next = queue.shift()
    if (next) next()
    else free += 1
  }
  const slot = (): Disposable => ({ [Symbol.dispose]: once(release) })
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return slot()
      }
      const turn = Promise.withResolvers<'entered' | 'left'>()
      const enter = (): void => turn.resolve('entered')
      const leave = (): void => {
        const place = queue.indexOf(enter)
        // Who has just been let in has left the queue already, and gives the slot back by disposing it.
        if (place < 0) return
        queue.splice(place, 1)
        turn.resolve('left')
      }
      queue.push(enter)
      signal.addEventListener('abort', leave, { once: true })
      const how = await turn.promise
      signal.removeEventListener('abort', leave)
      if (how === 'left') throw signal.reason
      return slot()
    },
  }
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
