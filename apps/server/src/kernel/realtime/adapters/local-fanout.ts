import type { Fanout, FanoutMessage } from '../fanout.port.ts'

/** For a house of one process. */
export function createLocalFanout(): Fanout {
  const listeners = new Set<(message: FanoutMessage) => void>()
  return {
    publish(message) {
      for (const listener of listeners) listener(message)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      listeners.clear()
      return Promise.resolve()
    },
  }
}
