// The face of the files module: bytes that people hand in. What they mean is the library's business.
import { bind } from '../../kernel/bind.ts'
import { eraseStoredFiles, sweepLostFiles } from './erase-files.ts'
import { keepFiles, type KeepFilesDeps } from './keep-files.ts'

export type Files = ReturnType<typeof createFiles>

export function createFiles(deps: KeepFilesDeps) {
  return bind(deps, { keepFiles })
}

export const fileErasure = { eraseStoredFiles, sweepLostFiles }
export { fileNameOf, normaliseClientPath, titleOf } from './client-path.ts'
export { createOrphanSweep } from './sweep-orphans.ts'
export { hashBytes, insertStoredFiles, type StoredFile } from './stored-file.queries.ts'
export type { ArrivingFile, KeptFile } from './keep-files.ts'
