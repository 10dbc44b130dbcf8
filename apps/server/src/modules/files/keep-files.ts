import { fileTooLarge, nothingToImport, type Sha256, storageFull, tooManyFiles } from '@kinfolio/contracts'
import { type Blobs, BlobTooLarge, StorageFull } from '../../kernel/blobs/blobs.port.ts'
import { normaliseClientPath } from './client-path.ts'

/** A file that is safe on disk, under the name it came with. */
export type KeptFile = { path: string; sha256: Sha256; sizeBytes: number }
/**
 * A file still on its way, in the order of the request: the next one comes once this one was read. Its chunks belong to
 * who reads them.
 */
export type ArrivingFile = { path: string; bytes: AsyncIterable<Uint8Array> }

export type KeepFilesDeps = { blobs: Blobs }
export type KeepFilesInput = {
  files: AsyncIterable<ArrivingFile>
  limits: { filesMax: number; fileBytesMax: number }
  signal: AbortSignal
}

/**
 * Stores files as they stream in. When this answers, all of them survive a crash; no row names them yet, so what a
 * failed request leaves behind is found by the sweep of bytes without a name.
 *
 * Throws the problems `nothing-to-import`, `too-many-files`, `file-too-large` and `storage-full`.
 */
export async function keepFiles({ blobs }: KeepFilesDeps, input: KeepFilesInput): Promise<KeptFile[]> {
  const { filesMax, fileBytesMax } = input.limits
  const kept: KeptFile[] = []
  for await (const arriving of input.files) {
    if (kept.length === filesMax) throw tooManyFiles({ limit_files: filesMax })
    const path = normaliseClientPath(arriving.path)
    try {
      const limits = { limitBytes: fileBytesMax, signal: input.signal }
      const blob = await blobs.put(arriving.bytes, { ...limits, takesChunks: true })
      kept.push({ path, ...blob })
    } catch (cause) {
      if (cause instanceof BlobTooLarge) throw fileTooLarge({ path, limit_bytes: fileBytesMax }, { cause })
      if (cause instanceof StorageFull) throw storageFull({}, { cause })
      throw cause
    }
  }
  if (kept.length === 0) throw nothingToImport({})
  return kept
}
