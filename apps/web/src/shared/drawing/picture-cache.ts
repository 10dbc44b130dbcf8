/** Pictures nobody shows are kept up to this many, so that going back is instant. */
export const IDLE_PICTURES_MAX = 240
/** Pictures are fetched this many at a time, so that they leave connections free for what was asked later. */
export const FETCHES_AT_ONCE = 4

type PictureDeps = {
  fetchPicture: (key: string) => Promise<Blob>
  makeUrl: (blob: Blob) => string
  dropUrl: (url: string) => void
}
type Entry = { url: Promise<string>; users: number }

/**
 * Pictures by key, as addresses an `<img>` can show. They need the Authorization header, which an `<img>` cannot
 * send, so they are fetched here. Each user takes an address and gives it back; the oldest idle ones are let go.
 */
export function createPictureCache({ fetchPicture, makeUrl, dropUrl }: PictureDeps) {
  const entries = new Map<string, Entry>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn(key: string): Promise<string> {
    if (running >= FETCHES_AT_ONCE) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return makeUrl(await fetchPicture(key))
    } finally {
      // A place is handed on, not freed: somebody who asks at this very moment must not take it first.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  function letGo(): void {
    const idle = [...entries].filter(([, entry]) => entry.users === 0)
    for (const [key, entry] of idle.slice(0, Math.max(0, idle.length - IDLE_PICTURES_MAX))) {
      entries.delete(key)
      void entry.url.then(dropUrl)
    }
  }

  return {
    take(key: string): Promise<string> {
      const entry = entries.get(key) ?? { url: inTurn(key), users: 0 }
      entry.users++
      // Put last again: the order of the map is the order of use.
      entries.delete(key)
      entries.set(key, entry)
      // A picture that failed is not kept, so that the next one who needs it asks again.
      entry.url.catch(() => (entries.get(key) === entry ? entries.delete(key) : undefined))
      return entry.url
    },
    giveBack(key: string): void {
      const entry = entries.get(key)
      if (entry === undefined) return
      entry.users = Math.max(0, entry.users - 1)
      letGo()
    },
    clear(): void {
      for (const entry of entries.values()) entry.url.then(dropUrl, () => undefined)
      entries.clear()
    },
  }
}
