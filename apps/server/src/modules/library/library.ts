import { bind } from '../../kernel/bind.ts'
import type { WorkerPool } from '../../kernel/pool/index.ts'
import { addDemo } from './demo/add-demo.ts'
import { exportDocument } from './export/export-document.ts'
import { exportSpace } from './export/export-space.ts'
import type { ImportDeps } from './intake/import-deps.ts'
import { importFiles } from './intake/import-files.ts'
import { mayImport } from './intake/may-import.ts'
import { noteExport, noteOpened } from './note-use.ts'
import { openDrawing, openPage } from './pages/open-page.ts'
import { readOutdatedPages } from './pages/outdated-pages.ts'
import { readNeighbours, readPageSource, readPageVersions } from './pages/read-pages.ts'
import { recordDrawFailure, recordPageDrawing } from './pages/record-page-drawing.ts'
import { markReading, recordPageText } from './pages/record-page-text.ts'
import { hasWaitingPages, spacesWithWaitingPages, takeUnreadPages, takeWaitingPages } from './pages/waiting-pages.ts'
import { searchSpace } from './search/search-space.ts'
import { changeCollection, createCollection } from './shelves/change-collection.ts'
import { changeDocument } from './shelves/change-document.ts'
import { findDocumentSpace, listCollections, listDocuments, listPages, openDocument } from './shelves/list-shelves.ts'
import { runArchive, sweepArchive } from './trash/archive-untouched.ts'
import { emptyTrash, eraseCollection, eraseDocument, runEmptyTrash, sweepTrash } from './trash/empty-trash.ts'
import { eraseLibrary } from './trash/erase-library.ts'
import { readRetention, setRetention } from './trash/retention.ts'
import { giveUpSource, openSource } from './source/open-source.ts'

export type LibraryDeps = ImportDeps & { pool: WorkerPool }
export type Library = ReturnType<typeof createLibrary>

export function createLibrary(deps: LibraryDeps) {
  return bind(deps, {
    mayImport,
    importFiles,
    addDemo,
    openSource,
    giveUpSource,
    listCollections,
    createCollection,
    changeCollection,
    listDocuments,
    openDocument,
    findDocumentSpace,
    changeDocument,
    listPages,
    openPage,
    searchSpace,
    exportDocument,
    exportSpace,
    openDrawing,
    noteOpened,
    noteExport,
    readPageSource,
    readPageVersions,
    readNeighbours,
    readOutdatedPages,
    recordPageDrawing,
    recordDrawFailure,
    recordPageText,
    markReading,
    readRetention,
    setRetention,
    eraseDocument,
    eraseCollection,
    emptyTrash,
    runEmptyTrash,
    sweepTrash,
    runArchive,
    sweepArchive,
    eraseLibrary,
    takeWaitingPages,
    takeUnreadPages,
    hasWaitingPages,
    spacesWithWaitingPages,
  })
}
