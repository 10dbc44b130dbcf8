import type { UserId } from '@kinfolio/contracts'

/** The keys of this browser for one person. Their private halves cannot be read out, not even by our own code. */
export type StoredKeys = { signing: CryptoKeyPair; agreement: CryptoKeyPair }

const DATABASE = 'kinfolio'
const STORE = 'device-keys'

/** The keys kept for a person; null where there are none. */
export async function readKeys(userId: UserId): Promise<StoredKeys | null> {
  const kept = await inStore('readonly', (store) => store.get(userId))
  // Written by keepKeys alone.
  return (kept as StoredKeys | undefined) ?? null
}

export async function keepKeys(userId: UserId, keys: StoredKeys): Promise<void> {
  await inStore('readwrite', (store) => store.put(keys, userId))
}

export async function forgetKeys(userId: UserId): Promise<void> {
  await inStore('readwrite', (store) => store.delete(userId))
}

async function inStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open()
  try {
    const transaction = database.transaction(STORE, mode)
    const asked = work(transaction.objectStore(STORE))
    return await new Promise<unknown>((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onerror = () => reject(transaction.error ?? new Error('the key store failed'))
      transaction.onabort = transaction.onerror
    })
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('the key store does not open'))
  })
}
