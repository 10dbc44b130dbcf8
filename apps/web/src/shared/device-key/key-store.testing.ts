import { vi } from 'vitest'

/**
 * IndexedDB as far as the key store uses it, in memory: it answers later, as the real one does, and calls back in its order.
 * What the real one adds (structured clones of keys that cannot be read out) is seen in the journeys.
 */
export function giveKeyStore({ opens = true, commits = true }: { opens?: boolean; commits?: boolean } = {}) {
  const stores = new Map<string, Map<string, unknown>>()
  const seen = { opened: 0, closed: 0 }
  const request = (result: unknown) => ({ result })

  function transaction(name: string) {
    const store = stores.get(name)
    if (store === undefined) throw new DOMException(`there is no store ${name}`, 'NotFoundError')
    const running: Record<string, unknown> & { oncomplete?: () => void; onabort?: () => void } = {
      error: null,
      objectStore: () => ({
        get: (key: string) => request(store.get(key)),
        put: (value: unknown, key: string) => request(commits ? void store.set(key, value) : undefined),
        delete: (key: string) => request(commits ? void store.delete(key) : undefined),
      }),
    }
    queueMicrotask(() => setTimeout(() => (commits ? running.oncomplete?.() : running.onabort?.())))
    return running
  }
  const database = {
    transaction,
    createObjectStore: (name: string) => void stores.set(name, new Map()),
    close: () => void seen.closed++,
  }
  const indexedDB = {
    open() {
      const opening: Record<string, unknown> & {
        onupgradeneeded?: () => void
        onsuccess?: () => void
        onerror?: () => void
      } = { result: database, error: null }
      setTimeout(() => {
        if (!opens) return opening.onerror?.()
        seen.opened++
        if (stores.size === 0) opening.onupgradeneeded?.()
        opening.onsuccess?.()
      })
      return opening
    },
  }
  vi.stubGlobal('indexedDB', indexedDB)
  return seen
}
