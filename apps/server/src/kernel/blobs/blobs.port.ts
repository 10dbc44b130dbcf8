import type { Sha256 } from '@kinfolio/contracts'

export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>
export type StoredBlob = { sha256: Sha256; sizeBytes: number }
export type PutOptions = { limitBytes?: number; signal?: AbortSignal; takesChunks?: boolean }

/**
 * Bytes by the SHA-256 of their content. Knows nothing of spaces: who may see a blob is decided by the rows that
 * name it. The contract is `blobs.contract.ts`.
 */
export type Blobs = {
  /**
   * Keeps the bytes: when this answers, they survive a crash of the machine. Putting the same bytes again is
   * cheap and harmless, and makes the blob as young as a new one. Throws `BlobTooLarge` beyond `limitBytes` and `StorageFull` without room; neither leaves
   * anything behind. With `takesChunks` the chunks of the source are given away with their memory: nobody else reads
   * them, and each may be empty once the next is asked for.
   */
  put(source: BlobSource, options?: PutOptions): Promise<StoredBlob>
  /** A stream of the bytes, or of the range [start, end]. Throws `BlobMissing`. */
  open(sha256: Sha256, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>
  /** All bytes at once, for what is known to be small. Throws `BlobMissing`, and `BlobTooLarge` beyond `limitBytes`. */
  read(sha256: Sha256, options?: { limitBytes?: number }): Promise<Uint8Array>
  /** Size in bytes, or undefined when there is no such blob. */
  size(sha256: Sha256): Promise<number | undefined>
  /**
   * Removes the blob if its bytes were last put before `olderThan`; answers whether it did. A put at the same moment
   * wins: what it answered for stays.
   */
  remove(sha256: Sha256, limits: { olderThan: Date }): Promise<boolean>
  /** Every hash last put before `olderThan`, for the sweep of what no row names. */
  list(options: { olderThan: Date }): AsyncIterable<Sha256>
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}
