import { openFileBlobs } from './adapters/file-blobs.ts'
import type { Blobs } from './blobs.port.ts'

export type BlobStoreOptions = { storage: 'fs'; folder: string }

/** The one place that knows where bytes can be kept. */
export async function openBlobs(options: BlobStoreOptions): Promise<Blobs> {
  return openFileBlobs({ folder: options.folder })
}
