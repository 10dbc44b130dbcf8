import { bind } from '../../kernel/bind.ts'
import type { ImportDeps } from './intake/import-deps.ts'
import { importFiles } from './intake/import-files.ts'
import { mayImport } from './intake/may-import.ts'
import { openDrawing, openPage } from './pages/open-page.ts'
import { readNeighbours, readPageSource, readPageVersions } from './pages/read-pages.ts'
import { recordDrawFailure, recordPageDrawing } from './pages/record-page-drawing.ts'
import { markReading, recordPageText } from './pages/record-page-text.ts'
import { changeCollection, createCollection } from './shelves/change-collection.ts'
import { changeDocument } from './shelves/change-document.ts'
import { listCollections, listDocuments, listPages, openDocument } from './shelves/list-shelves.ts'

export type LibraryDeps = ImportDeps
export type Library = ReturnType<typeof createLibrary>

export function createLibrary(deps: LibraryDeps) {
  return bind(deps, {
    mayImport,
    importFiles,
    listCollections,
    createCollection,
    changeCollection,
    listDocuments,
    openDocument,
    changeDocument,
    listPages,
    openPage,
    openDrawing,
    readPageSource,
    readPageVersions,
    readNeighbours,
    recordPageDrawing,
    recordDrawFailure,
    recordPageText,
    markReading,
  })
}
