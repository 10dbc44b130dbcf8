import { type DocumentId, nothingToExport, type Sha256, type SpaceId, tooLargeToExport } from '@kinfolio/contracts'
import { type Blobs, BlobTooLarge } from '../../../kernel/blobs/blobs.port.ts'
import type { Context } from '../../../kernel/database/index.ts'
import { definePoolTask, WorkerCrashed, WorkerTimeout } from '../../../kernel/pool/index.ts'
import { findPageSource, type PageSource } from '../pages/page-source.ts'
import type { TextLine } from '../pages/text-line.ts'
import type { ExportDeps } from './export-deps.ts'
import { type PageWithText, readPagesWithText } from './export.queries.ts'
import type { PdfInput, PdfPageInput, PdfWordInput } from './write-pdf.worker.ts'

export const writePdfTask = definePoolTask<PdfInput, Uint8Array>(new URL('./write-pdf.worker.ts', import.meta.url))
/** A book of thousands of drawn pages takes minutes; what takes longer is given up. */
const PDF_TIMEOUT_MS = 5 * 60_000
/** All bytes of the document are in memory while it is written. */
const PDF_INPUT_BYTES_MAX = 512 * 1024 * 1024

type MakePdf = { context: Context; spaceId: SpaceId; id: DocumentId; signal: AbortSignal }

/**
 * The document as a PDF whose words can be found and copied where they are written. A PDF source stays what it is,
 * under the ink. Throws `nothing-to-export` for a document without pages, and `too-large-to-export`.
 */
export async function makePdf(deps: ExportDeps, input: MakePdf): Promise<Uint8Array> {
  const { context, spaceId, id: documentId } = input
  const pages = await deps.database.read(context, async (db) => {
    const found: FoundPage[] = []
    for (const page of await readPagesWithText(db, { spaceId, documentId })) {
      const source = await findPageSource(db, { spaceId, pageId: page.id })
      if (source !== undefined) found.push({ page, source })
    }
    return found
  })
  const [first] = pages
  if (first === undefined) throw nothingToExport({ format: 'pdf' })
  try {
    return await writePdf(deps, { pages, title: first.source.documentTitle, signal: input.signal })
  } catch (cause) {
    const isTooLarge = cause instanceof BlobTooLarge || cause instanceof WorkerTimeout || cause instanceof WorkerCrashed
    throw isTooLarge ? tooLargeToExport({ format: 'pdf' }, { cause }) : cause
  }
}

type FoundPage = { page: PageWithText; source: PageSource }
type WritePdf = { pages: FoundPage[]; title: string; signal: AbortSignal }

async function writePdf({ blobs, pool }: ExportDeps, { pages, title, signal }: WritePdf): Promise<Uint8Array> {
  const read = budgetedReader(blobs)
  const underlying = pages.find(({ source }) => source.source !== undefined)?.source.source
  const source = underlying && { kind: underlying.kind, bytes: await read(underlying.sha256) }
  const parts: PdfPageInput[] = []
  for (const page of pages) parts.push(await partsOf(read, page))
  return pool.run(writePdfTask, { title, source, pages: parts }, { timeoutMs: PDF_TIMEOUT_MS, signal })
}

type Read = (sha256: Sha256) => Promise<Uint8Array>

function budgetedReader(blobs: Blobs): Read {
  let left = PDF_INPUT_BYTES_MAX
  return async (sha256) => {
    const bytes = await blobs.read(sha256, { limitBytes: left })
    left -= bytes.length
    return bytes
  }
}

async function partsOf(read: Read, { page, source }: FoundPage): Promise<PdfPageInput> {
  const optional = async (sha256: Sha256 | undefined): Promise<Uint8Array | undefined> =>
    sha256 === undefined ? undefined : read(sha256)
  const highlights = source.extras.find(({ role }) => role === 'highlights')
  const images = source.extras.filter(({ role }) => role === 'image')
  return {
    ink: await optional(source.inkSha256),
    layers: await optional(source.layersSha256),
    highlights: await optional(highlights?.sha256),
    images: await Promise.all(images.map(async ({ name, sha256 }) => ({ name, bytes: await read(sha256) }))),
    template: source.template,
    isLandscape: source.isLandscape,
    sourcePage: source.source?.page,
    words: page.lines.flatMap(wordsOfLine),
  }
}

/** A line that nobody took apart is one long word. */
function wordsOfLine({ text, box, words, origin }: TextLine): PdfWordInput[] {
  const parts = words.length > 0 ? words : [{ text, box }]
  return parts.map((word) => ({ text: word.text, ...word.box, isPrinted: origin === 'printed' }))
}
