import { parseArgs } from 'node:util'
import {
  type AnswerOf,
  type DocumentId,
  type JobId,
  collectionId,
  pagesStillToRead,
  readPagesMax,
  UPLOAD_BATCH,
  uploadFiles,
} from '@kinfolio/contracts'
import { splitUpload } from '@kinfolio/rm-format'
import { CommandFailed, type CommandDeps, UsageError } from '../command.ts'
import { messages, sizeInWords } from '../messages.ts'
import { type Client, openClient } from '../session/open-client.ts'
import { pathOf, readAnswer } from '../session/talk.ts'
import { findFiles, type FoundFile } from './find-files.ts'
import { followJobs } from './follow-jobs.ts'
import { multipartOf } from './multipart.ts'

type Answer = AnswerOf<typeof uploadFiles>
type Outcome = { jobs: JobId[]; newDocuments: Set<DocumentId>; documents: number; setAside: number; lost: number }

/** `kinfolio import PATH… [--server URL] [--collection ID] [--read-pages N] [--wait]`. Status 1 when anything was not kept or not read. */
export async function importCommand(deps: CommandDeps, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      server: { type: 'string' },
      collection: { type: 'string' },
      wait: { type: 'boolean', default: false },
      'read-pages': { type: 'string' },
    },
  })
  if (positionals.length === 0) throw new UsageError(messages.importWhat)
  const into = values.collection === undefined ? undefined : collectionId.safeParse(values.collection)
  if (into?.success === false) throw new UsageError(`--collection: ${values.collection}`)

  const limit = values['read-pages'] === undefined ? undefined : readPagesMax.safeParse(values['read-pages'])
  if (limit?.success === false) throw new UsageError(messages.readPagesWrong(values['read-pages'] ?? ''))

  const { files, unreadable } = await findFiles(positionals)
  for (const { path, code } of unreadable) {
    deps.terminal.warn(code === 'ENOENT' ? messages.pathMissing(path) : messages.pathUnreadable(path, code))
  }
  if (files.length === 0) throw new CommandFailed(messages.nothingFound)

  const client = await openClient(deps, { server: values.server })
  const outcome = await sendAll(deps, { client, files, collection: into?.data, readPages: limit?.data })
  deps.terminal.print(messages.importDone(outcome))
  const isRead = values.wait ? await followJobs(deps, { client, ...outcome }) : true
  return isRead && outcome.lost === 0 && unreadable.length === 0 ? 0 : 1
}

type Sending = {
  client: Client
  files: readonly FoundFile[]
  collection: string | undefined
  readPages: number | undefined
}

/** Sends batch after batch. One that is not kept is told, and the others still go. */
async function sendAll(deps: CommandDeps, { client, files, collection, readPages }: Sending): Promise<Outcome> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  deps.terminal.warn(messages.filesFound(files.length, sizeInWords(totalBytes)))
  const outcome: Outcome = { jobs: [], newDocuments: new Set(), documents: 0, setAside: 0, lost: 0 }
  const progress = progressOf(deps, totalBytes)
  let readPagesLeft = readPages
  for (const batch of splitUpload(files, UPLOAD_BATCH)) {
    deps.signal.throwIfAborted()
    try {
      const sent = { batch, collection, readPages: readPagesLeft, onSent: progress.add }
      const answer = await sendBatch(client, sent)
      readPagesLeft = pagesStillToRead(readPagesLeft, answer.documents)
      noteAnswer(deps, { outcome, answer })
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      outcome.lost += batch.length
      deps.terminal.warn(messages.batchFailed({ count: batch.length, reason: error.message }))
    }
  }
  return outcome
}

async function sendBatch(
  client: Client,
  of: Omit<Sending, 'client' | 'files'> & { batch: readonly FoundFile[]; onSent: (bytes: number) => void },
): Promise<Answer> {
  const { type, body } = multipartOf(of.batch, of.onSent)
  const path = pathOf(uploadFiles.path, { query: { collection_id: of.collection, read_pages_max: of.readPages } })
  const response = await client.stream({ method: uploadFiles.method, path, type, body })
  return readAnswer(client, { route: uploadFiles, response })
}

function noteAnswer({ terminal }: CommandDeps, { outcome, answer }: { outcome: Outcome; answer: Answer }): void {
  for (const { title, outcome: what, page_count: pages } of answer.documents) {
    terminal.print(messages.documentLine({ outcome: messages.outcome[what], title, pages }))
  }
  for (const { path, reason } of answer.set_aside) terminal.print(messages.setAside(path, reason))
  outcome.jobs.push(answer.job_id)
  for (const { id, outcome: what } of answer.documents) if (what !== 'unchanged') outcome.newDocuments.add(id)
  outcome.documents += answer.documents.length
  outcome.setAside += answer.set_aside.length
}

function progressOf({ terminal }: CommandDeps, totalBytes: number): { add: (bytes: number) => void } {
  let sentBytes = 0
  return {
    add(bytes) {
      sentBytes += bytes
      const percent = totalBytes === 0 ? 100 : Math.floor((100 * sentBytes) / totalBytes)
      terminal.showProgress(messages.sending({ sent: sizeInWords(sentBytes), total: sizeInWords(totalBytes), percent }))
    },
  }
}
