import type { DocumentId, PageId, Sha256 } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Blobs, BlobTooLarge } from '../../../kernel/blobs/blobs.port.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/domain-event.ts'
import type { PersonLog } from '../../../kernel/events/person-log.ts'
import type { JobQueue, JobRun } from '../../../kernel/jobs/job.ts'
import { definePoolTask, WorkerCrashed, type WorkerPool, WorkerTimeout } from '../../../kernel/pool/index.ts'
import { hashBytes, insertStoredFiles, type StoredFile } from '../../files/index.ts'
import {
  type DocumentRow,
  findDocument,
  lockSpaceForImport,
  refreshPageCount,
  updateDocument,
} from '../document.queries.ts'
import { PAGES_MAX } from '../intake/describe-document.ts'
import { announcePages } from '../intake/finish-import.ts'
import { kindOfFile } from '../intake/file-kind.ts'
import { sourcePage } from '../intake/loose-file.ts'
import { reconcilePages } from '../intake/reconcile-pages.ts'
import { messages } from '../messages.ts'
import { applyPageChanges, knownPages, pagesToDraw, setSourceSizes } from '../page.queries.ts'
import type { SourceContents, SourceInput } from './source-contents.ts'

export type OpenSourceDeps = {
  database: Database
  blobs: Blobs
  pool: WorkerPool
  jobs: JobQueue
  events: DomainEvents
  personLog: PersonLog
}

const lookIntoSource = definePoolTask<SourceInput, SourceContents>(
  new URL('./look-into-source.worker.ts', import.meta.url),
)
const LOOK_TIMEOUT_MS = 60_000
/** The largest source that is opened: it is held in memory, once here and once in the worker. */
const SOURCE_BYTES_MAX = 512 * 1024 * 1024

/**
 * Looks into a document's source file: makes a page row for each of its pages where the tablet lists none, gives pages
 * their size, and says on the document what is wrong with the file. Run again, it changes nothing.
 */
export async function openSource(
  deps: OpenSourceDeps,
  { documentId, run }: { documentId: DocumentId; run: JobRun },
): Promise<void> {
  const { spaceId, context } = run
  const document = await deps.database.read(context, async (db) => findDocument(db, { spaceId, id: documentId }))
  const sha256 = sourceOf(document)
  if (document === undefined || sha256 === undefined) return

  const contents = await look(deps, { document, sha256, run })
  const converted = contents.converted === undefined ? undefined : await deps.blobs.put(contents.converted)
  await run.finish(async (tx) => {
    await lockSpaceForImport(tx, spaceId)
    const now = await findDocument(tx, { spaceId, id: documentId })
    // A newer import brought another source meanwhile, and a job of its own for it.
    if (now === undefined || sourceOf(now) !== sha256) return
    await saveContents(deps, { tx, run, document: now, contents, converted })
  })
}

/** In words on the document, once nothing more is tried. */
export async function giveUpSource(
  { personLog }: Pick<OpenSourceDeps, 'personLog'>,
  { tx, documentId, run, error }: { tx: Tx; documentId: DocumentId; run: JobRun; error: string },
): Promise<void> {
  await updateDocument(tx, {
    id: documentId,
    source_problem: messages.notOpenedAtLast(error),
  })
  await logDocument(personLog, { tx, run, documentId })
}

function sourceOf(document: DocumentRow | undefined): Sha256 | undefined {
  // Written by us from a hash, and checked by the database to have its length.
  return document?.source_sha256?.toString('hex') as Sha256 | undefined
}

type Look = { document: DocumentRow; sha256: Sha256; run: JobRun }

async function look(deps: OpenSourceDeps, { document, sha256, run }: Look): Promise<SourceContents> {
  const nothing = { pages: [], converted: undefined }
  try {
    const bytes = await deps.blobs.read(sha256, { limitBytes: SOURCE_BYTES_MAX })
    const isHeic = kindOfFile({ start: bytes.subarray(0, 64), path: '' }) === 'heic'
    const kind = document.source_kind === 'pdf' || document.source_kind === 'epub' ? document.source_kind : 'picture'
    const input: SourceInput = { bytes, kind: isHeic ? 'heic' : kind, pagesMax: PAGES_MAX }
    return await deps.pool.run(lookIntoSource, input, { timeoutMs: LOOK_TIMEOUT_MS, signal: run.signal })
  } catch (error) {
    if (error instanceof BlobTooLarge) return { ...nothing, problem: messages.fileTooLarge }
    if (error instanceof WorkerTimeout || error instanceof WorkerCrashed)
      return { ...nothing, problem: messages.fileTooMuch }
    throw error
  }
}

type Save = {
  tx: Tx
  run: JobRun
  document: DocumentRow
  contents: SourceContents
  converted: StoredFile | undefined
}

async function saveContents(deps: OpenSourceDeps, save: Save): Promise<void> {
  const { tx, run, document, contents } = save
  await useConverted(save)
  await updateDocument(tx, { id: document.id, source_problem: contents.problem ?? null })
  const pageIds = await savePages(save)
  await refreshPageCount(tx, document.id)
  await logDocument(deps.personLog, { tx, run, documentId: document.id })
  const portions = await announcePages(deps.events, {
    tx,
    about: { spaceId: run.spaceId, onBehalfOf: run.onBehalfOf, parentId: run.parentId },
    pictures: [{ document: { id: document.id, title: document.title }, pageIds }],
  })
  if (run.parentId !== undefined && portions > 0) await deps.jobs.growBatch(tx, run.parentId, portions)
}

/** From now on the page is made from the converted picture; the original stays among the document's files. */
async function useConverted({ tx, run, document, converted }: Save): Promise<void> {
  if (converted === undefined) return
  await insertStoredFiles(tx, { spaceId: run.spaceId, files: [converted] })
  await updateDocument(tx, { id: document.id, source_sha256: hashBytes(converted.sha256) })
}

async function savePages({ tx, run, document, contents, converted }: Save): Promise<PageId[]> {
  const owner = { spaceId: run.spaceId, documentId: document.id }
  const known = await knownPages(tx, owner)
  const sha256 = converted?.sha256 ?? sourceOf(document)
  if (sha256 === undefined) return []
  await setSourceSizes(tx, { ...owner, sizes: contents.pages })
  if (contents.pages.length === 0) await failPages({ ...owner, tx, problem: contents.problem })
  // The tablet lists the pages of its own documents; all others have those of their source.
  if (known.some(({ sourceUuid }) => sourceUuid !== null)) return []
  const planned = contents.pages.map((_, page) => sourcePage({ sha256, page }))
  const changes = { ...reconcilePages(known, planned), removed: [] }
  const sizes = changes.added.flatMap(({ page }) => contents.pages[page.sourcePage ?? 0] ?? [])
  await applyPageChanges(tx, { ...owner, changes, sizes })
  return pagesToDraw(tx, owner)
}

/** Pages of a source that does not open have nothing to draw or read, unless there is ink on them. */
async function failPages(
  about: { tx: Tx; problem: string | undefined } & Pick<JobRun, 'spaceId'> & { documentId: DocumentId },
) {
  const problems = about.problem === undefined ? [] : [about.problem]
  await sql`
    update pages set draw_status = 'failed', ocr_status = 'skipped', problems = ${problems}::text[], updated_at = now()
     where space_id = ${about.spaceId} and document_id = ${about.documentId} and source_page is not null
       and ink_sha256 is null`.execute(about.tx)
}

async function logDocument(
  personLog: PersonLog,
  { tx, run, documentId }: { tx: Tx; run: JobRun; documentId: DocumentId },
): Promise<void> {
  const ids = { space_id: run.spaceId, document_id: documentId }
  await personLog.append(tx, { spaceId: run.spaceId, events: [{ kind: 'document.changed', ids }] })
}
