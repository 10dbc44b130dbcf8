import type { JobId, setAside } from '@kinfolio/contracts'
import type { z } from 'zod'
import { insertStoredFiles, type KeptFile } from '../../files/index.ts'
import { lockSpaceForImport, requireCollection } from '../document.queries.ts'
import { mustBeAbleToWrite, type Writer } from '../write-access.ts'
import { examineFiles, type ExaminedFile } from './examine-files.ts'
import { finishImport } from './finish-import.ts'
import type { ImportDeps, ImportFor, ImportStep } from './import-deps.ts'
import { insertKeptFiles, type NewKeptFile } from './kept-file.queries.ts'
import { planLooseFile } from './loose-file.ts'
import { saveLooseFile, type UploadedDocument } from './save-loose-file.ts'

export type ImportFilesInput = ImportFor & {
  writer: Writer
  /** Files whose bytes are safe in the blob store, by the path each came with. */
  files: readonly KeptFile[]
}

export type ImportAnswer = {
  job_id: JobId
  documents: UploadedDocument[]
  set_aside: z.infer<typeof setAside>[]
}

/**
 * Makes documents of files: everything in one transaction, with the jobs that draw and read the pages and the lines
 * in the members' logs. Nothing is refused for what it holds; what is no document is set aside, with the reason.
 *
 * Throws the problems `not-allowed` and `collection-not-found`.
 */
export async function importFiles(deps: ImportDeps, input: ImportFilesInput): Promise<ImportAnswer> {
  mustBeAbleToWrite(input.writer, 'import files')
  const examined = await examineFiles(deps, input.files)

  return deps.database.write(input.context, async (tx) => {
    const step: ImportStep = { tx, to: input, logged: [], newPictures: [], newSources: [] }
    await lockSpaceForImport(tx, input.spaceId)
    if (input.collectionId !== null) {
      await requireCollection(tx, { spaceId: input.spaceId, id: input.collectionId })
    }
    await insertStoredFiles(tx, { spaceId: input.spaceId, files: examined })
    const loose = await saveLooseFiles(step, examined)
    await insertKeptFiles(tx, { spaceId: input.spaceId, files: loose.kept })
    const job_id = await finishImport(deps, { ...step, title: titleOfImport(loose.documents, examined) })
    return { job_id, documents: loose.documents, set_aside: loose.kept.map(({ role: _, ...file }) => file) }
  })
}

async function saveLooseFiles(
  step: ImportStep,
  files: readonly ExaminedFile[],
): Promise<{ documents: UploadedDocument[]; kept: NewKeptFile[] }> {
  const documents: UploadedDocument[] = []
  const kept: NewKeptFile[] = []
  for (const file of files) {
    const plan = planLooseFile(file)
    if ('setAside' in plan) {
      kept.push({ path: file.path, sha256: file.sha256, role: 'set-aside', reason: plan.setAside })
    } else documents.push(await saveLooseFile(step, { file, plan }))
  }
  return { documents, kept }
}

function titleOfImport(documents: readonly UploadedDocument[], files: readonly ExaminedFile[]): string {
  const [first] = documents
  if (first === undefined) return files[0]?.path ?? ''
  return documents.length === 1 ? first.title : `${first.title} + ${documents.length - 1}`
}
