import type { SpaceId } from '@kinfolio/contracts'
import type { Context } from '../../../kernel/database/index.ts'
import { type DocumentFile, findDocument } from '../document.queries.ts'
import type { ExportDeps } from './export-deps.ts'
import { allCollections, type CollectionRow } from '../shelves/collection.queries.ts'
import { documentMarkdown, type ExportedFile, originalEntries } from './export-document.ts'
import {
  filesByDocument,
  listForExport,
  listKeptFiles,
  type ListedForExport,
  readDocumentRecord,
} from './export.queries.ts'
import { createUniqueNames, safeFileName } from './file-names.ts'
import { type ZipEntry, zipStream } from './zip-stream.ts'

/**
 * Raised when the meaning of a file in the export changes. Version 1:
 * - `kinfolio.json`: this number, when and what was exported;
 * - `collections.json`: the folders, as rows;
 * - `Documents/<folders>/<title>/<title>.md`: the text, for people;
 * - `Documents/<folders>/<title>/document.json`: the document with its files, pages, texts and readings;
 * - `Documents/<folders>/<title>/original/…`: its files, byte for byte, under the names they came with;
 * - `Trash/…`: the same for what lies in the trash;
 * - `Other files/…`: what was kept and belongs to no document; the tablet's folders are in `Other files/collection`.
 */
const EXPORT_VERSION = 1

export type ExportSpaceInput = {
  context: Context
  spaceId: SpaceId
  now: Date
  signal: AbortSignal
  /** The space lies in this folder of the zip, ending in a slash, beside these records. */
  within?: { folder: string; beside: Readonly<Record<string, unknown>> }
}

/** A whole space as one zip, written while it is read. Handing it in again gives the same documents. */
export async function exportSpace(deps: ExportDeps, input: ExportSpaceInput): Promise<ExportedFile> {
  const { spaceId, context } = input
  const { collections, documents, kept, files } = await deps.database.read(context, async (db) => ({
    collections: await allCollections(db, spaceId),
    documents: await listForExport(db, spaceId),
    kept: await listKeptFiles(db, spaceId),
    files: await filesByDocument(db, spaceId),
  }))
  const folderOf = namedFolders(collections, documents)
  const about = { format: 'kinfolio-space', version: EXPORT_VERSION, space_id: spaceId, exported_at: input.now }
  const unique = createUniqueNames()
  const entries: ZipEntry[] = [
    jsonEntry('kinfolio.json', async () => about),
    jsonEntry('collections.json', async () => collections),
    ...documents.flatMap((document) =>
      documentEntries(deps, { input, document, folder: folderOf(document), files: files.get(document.id) ?? [] }),
    ),
    ...kept.map(({ path, sha256, role }): ZipEntry => {
      const folder = `Other files/${role}`
      const name = unique(folder, path.split('/').map(safeFileName).join('/'))
      return { path: `${folder}/${name}`, open: async () => deps.blobs.open(sha256) }
    }),
  ]
  const { folder, beside } = input.within ?? { folder: '', beside: {} }
  const all = [
    ...Object.entries(beside).map(([path, record]) => jsonEntry(path, async () => record)),
    ...entries.map((entry) => ({ ...entry, path: `${folder}${entry.path}` })),
  ]
  const day = input.now.toISOString().slice(0, 10)
  return { fileName: `kinfolio-${day}.zip`, mediaType: 'application/zip', body: zipStream(all, input.signal) }
}

type Entries = {
  input: ExportSpaceInput
  document: ListedForExport
  folder: { path: string; name: string }
  files: readonly DocumentFile[]
}

function documentEntries(deps: ExportDeps, { input, document, folder, files }: Entries): ZipEntry[] {
  const { spaceId, context } = input
  const of = { spaceId, documentId: document.id }
  const markdown = async (): Promise<Uint8Array> =>
    deps.database.read(context, async (db) => {
      const row = await findDocument(db, { spaceId, id: document.id })
      return Buffer.from(row === undefined ? '' : await documentMarkdown(db, { spaceId, document: row }))
    })
  return [
    { path: `${folder.path}/${folder.name}.md`, open: markdown },
    jsonEntry(`${folder.path}/document.json`, async () =>
      deps.database.read(context, async (db) => readDocumentRecord(db, of)),
    ),
    ...originalEntries(deps, { files, folder: `${folder.path}/original/` }),
  ]
}

function jsonEntry(path: string, read: () => Promise<unknown>): ZipEntry {
  return { path, open: async () => Buffer.from(`${JSON.stringify((await read()) ?? null, null, 2)}\n`) }
}

/** Names every document's folder once, so that two of one title lie beside each other. */
function namedFolders(
  collections: readonly CollectionRow[],
  documents: readonly ListedForExport[],
): (document: ListedForExport) => { path: string; name: string } {
  const byId = new Map<string, CollectionRow>(collections.map((row) => [row.id, row]))
  const unique = createUniqueNames()
  const names = new Map<string, string>()
  for (const row of collections) names.set(row.id, unique(row.parent_id ?? '', safeFileName(row.title)))
  const pathOf = (id: string | null): string[] => {
    const row = id === null ? undefined : byId.get(id)
    return row === undefined ? [] : [...pathOf(row.parent_id), names.get(row.id) ?? '']
  }
  for (const row of documents) names.set(row.id, unique(row.collection_id ?? '', safeFileName(row.title)))
  return ({ id, collection_id, is_trashed }) => {
    const name = names.get(id) ?? ''
    return { path: [is_trashed ? 'Trash' : 'Documents', ...pathOf(collection_id), name].join('/'), name }
  }
}
