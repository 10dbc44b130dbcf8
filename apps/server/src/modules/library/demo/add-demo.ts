import { UPLOAD_FILE_BYTES_MAX, UPLOAD_FILES_MAX } from '@kinfolio/contracts'
import { definePoolTask, type WorkerPool } from '../../../kernel/pool/index.ts'
import { type ArrivingFile, createFiles } from '../../files/index.ts'
import type { ImportDeps } from '../intake/import-deps.ts'
import { type ImportAnswer, importFiles, type ImportFilesInput } from '../intake/import-files.ts'
import { mayImport } from '../intake/may-import.ts'
import type { MadeFile } from './make-demo.worker.ts'

export type AddDemoDeps = ImportDeps & { pool: WorkerPool }
export type AddDemoInput = Omit<ImportFilesInput, 'files' | 'collectionId'> & { signal: AbortSignal }

const makeDemoTask = definePoolTask<undefined, MadeFile[]>(new URL('./make-demo.worker.ts', import.meta.url))
/** It takes about a second; a slow machine with a full pool is given much more. */
const MAKE_TIMEOUT_MS = 120_000

/**
 * Adds three notebooks, a PDF with ink on it and a letter to the space, written by our own hand, through the very intake that people use. Their
 * bytes and uuids are always the same, so adding them again changes nothing.
 *
 * Throws the problems `not-allowed` and `storage-full`.
 */
export async function addDemo(deps: AddDemoDeps, { signal, ...input }: AddDemoInput): Promise<ImportAnswer> {
  const into = { ...input, collectionId: null }
  await mayImport(deps, into)
  const made = await deps.pool.run(makeDemoTask, undefined, { timeoutMs: MAKE_TIMEOUT_MS, signal })
  const limits = { filesMax: UPLOAD_FILES_MAX, fileBytesMax: UPLOAD_FILE_BYTES_MAX }
  const files = await createFiles(deps).keepFiles({ files: arriving(made), limits, signal })
  return importFiles(deps, { ...into, files })
}

async function* arriving(made: readonly MadeFile[]): AsyncGenerator<ArrivingFile> {
  for (const { path, bytes } of made) yield { path, bytes: oneChunk(bytes) }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
