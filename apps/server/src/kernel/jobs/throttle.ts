/** Does something at most every `everyMs`: at once when it rested, and once more for what came meanwhile. */
export type Throttle = { ask(): void; flush(): void; cancel(): void }

export function createThrottle(everyMs: number, act: () => void): Throttle {
  let timer: NodeJS.Timeout | undefined
  let isAsked = false
  const perform = (): void => {
    isAsked = false
    timer = setTimeout(() => {
      timer = undefined
      if (isAsked) perform()
    }, everyMs)
    timer.unref()
    act()
  }
  const cancel = (): void => {
    clearTimeout(timer)
    timer = undefined
    isAsked = false
  }
  return {
    ask() {
      isAsked = true
      if (timer === undefined) perform()
    },
    flush() {
      const wasAsked = isAsked
      cancel()
      if (wasAsked) act()
    },
    cancel,
  }
}
