import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { KeptFile } from '../../files/index.ts'
import { FILE_START_BYTES, type FileKind, kindOfFile } from './file-kind.ts'

export type ExaminedFile = KeptFile & { kind: FileKind }

/** Looks at the first bytes of every file. */
export async function examineFiles({ blobs }: { blobs: Blobs }, files: readonly KeptFile[]): Promise<ExaminedFile[]> {
  const examined: ExaminedFile[] = []
  for (const file of files) {
    const start = file.sizeBytes === 0 ? new Uint8Array() : await readStart(blobs, file.sha256)
    examined.push({ ...file, kind: kindOfFile({ start, path: file.path }) })
  }
  return examined
}

async function readStart(blobs: Blobs, sha256: Sha256): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await blobs.open(sha256, { start: 0, end: FILE_START_BYTES - 1 })) chunks.push(chunk)
  return Buffer.concat(chunks)
}
