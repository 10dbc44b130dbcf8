import {
  documentNotFound,
  type DocumentId,
  type ExportFormat,
  nothingToExport,
  type SpaceId,
} from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { Context, Db } from '../../../kernel/database/index.ts'
import { currentFiles, type DocumentFile, type DocumentRow, findDocument } from '../document.queries.ts'
import type { ExportDeps } from './export-deps.ts'
import { readDrawnPages, readPagesWithText } from './export.queries.ts'
import { safeFileName } from './file-names.ts'
import { toMarkdown } from './markdown.ts'
import { makePdf } from './make-pdf.ts'
import { type ZipEntry, zipStream } from './zip-stream.ts'

export type ExportDocumentInput = {
  context: Context
  spaceId: SpaceId
  id: DocumentId
  format: ExportFormat
  signal: AbortSignal
}

export type ExportedFile = {
  fileName: string
  mediaType: string
  body: AsyncIterable<Uint8Array> | Uint8Array
  sizeBytes?: number
}

/** A document to take away. Throws `document-not-found`, and `nothing-to-export` where no page is drawn yet. */
export async function exportDocument(deps: ExportDeps, input: ExportDocumentInput): Promise<ExportedFile> {
  const document = await deps.database.read(input.context, async (db) => findDocument(db, input))
  if (document === undefined) throw documentNotFound({ document_id: input.id })
  const about = { ...input, document, name: safeFileName(document.title) }
  switch (input.format) {
    case 'markdown':
      return exportMarkdown(deps, about)
    case 'pdf':
      return { fileName: `${about.name}.pdf`, mediaType: 'application/pdf', body: await makePdf(deps, about) }
    case 'svg':
    case 'png':
      return exportPictures(deps, { ...about, format: input.format })
    case 'original':
      return exportOriginal(deps, about)
  }
}

type About = ExportDocumentInput & { document: DocumentRow; name: string }

async function exportMarkdown(deps: ExportDeps, about: About): Promise<ExportedFile> {
  const body = await deps.database.read(about.context, async (db) => documentMarkdown(db, about))
  return { fileName: `${about.name}.md`, mediaType: 'text/markdown; charset=utf-8', body: Buffer.from(body) }
}

export async function documentMarkdown(
  db: Db,
  { spaceId, document }: { spaceId: SpaceId; document: DocumentRow },
): Promise<string> {
  const pages = await readPagesWithText(db, { spaceId, documentId: document.id })
  const { id, title, tags, created_at: createdAt, updated_at: updatedAt } = document
  return toMarkdown({ id, title, tags, createdAt, updatedAt, pages })
}

async function exportPictures(deps: ExportDeps, about: About & { format: 'svg' | 'png' }): Promise<ExportedFile> {
  const { format, name } = about
  const pages = await deps.database.read(about.context, async (db) =>
    readDrawnPages(db, { spaceId: about.spaceId, documentId: about.id }),
  )
  const [first] = pages
  if (first === undefined) throw nothingToExport({ format })
  const mediaType = format === 'svg' ? 'image/svg+xml' : 'image/png'
  if (pages.length === 1)
    return { fileName: `${name}.${format}`, mediaType, body: await deps.blobs.open(first[format]) }
  const digits = String(pages.at(-1)?.number ?? 1).length
  const entries = pages.map((page) => ({
    path: `${name}/${String(page.number).padStart(digits, '0')}.${format}`,
    open: async () => deps.blobs.open(page[format]),
    isPacked: format === 'png',
  }))
  return { fileName: `${name}.zip`, mediaType: 'application/zip', body: zipStream(entries, about.signal) }
}

async function exportOriginal(deps: ExportDeps, about: About): Promise<ExportedFile> {
  const files = await deps.database.read(about.context, async (db) =>
    currentFiles(db, { spaceId: about.spaceId, documentId: about.id }),
  )
  const [first] = files
  if (first === undefined) throw nothingToExport({ format: 'original' })
  if (files.length === 1 && about.document.source_uuid === null) {
    const sizeBytes = await deps.blobs.size(first.sha256)
    const body = await deps.blobs.open(first.sha256)
    const size = sizeBytes === undefined ? {} : { sizeBytes }
    return { fileName: first.path, mediaType: 'application/octet-stream', body, ...size }
  }
  const body = zipStream(originalEntries(deps, { files, folder: '' }), about.signal)
  return { fileName: `${about.name}.rmdoc`, mediaType: 'application/zip', body }
}

/** The document's files under the names they came with. */
export function originalEntries(
  { blobs }: { blobs: Blobs },
  { files, folder }: { files: readonly DocumentFile[]; folder: string },
): ZipEntry[] {
  return files.map(({ path, sha256 }) => ({ path: `${folder}${path}`, open: async () => blobs.open(sha256) }))
}
