// The face of the library module: collections, documents, pages and their current text.
import { bind } from '../../kernel/bind.ts'
import type { ImportDeps } from './intake/import-deps.ts'
import { importFiles } from './intake/import-files.ts'

export type Library = ReturnType<typeof createLibrary>

export function createLibrary(deps: ImportDeps) {
  return bind(deps, { importFiles })
}

export { pagesChanged } from './library.events.ts'
