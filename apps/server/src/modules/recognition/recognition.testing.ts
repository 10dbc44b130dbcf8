import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentId, Job, JobId, MemberRole, PageId } from '@kinfolio/contracts'
import { writeNotebook, type NotebookPage } from '@kinfolio/testkit'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { openHomeQuotas } from '../../../test/home-quotas.ts'
import { openBlobs } from '../../kernel/blobs/index.ts'
import { createDomainEvents, createPersonLog } from '../../kernel/events/index.ts'
import type { Actor } from '../../kernel/http/index.ts'
import { createBreakers, createJobs, type Jobs } from '../../kernel/jobs/index.ts'
import { createWorkerPool } from '../../kernel/pool/index.ts'
import { createSealer } from '../../kernel/secrets/index.ts'
import { createFiles } from '../files/index.ts'
import { createLibrary, type Library } from '../library/index.ts'
import { type Quotas, quotas as planQuotas } from '../spaces/index.ts'
import { scriptedReader, type ScriptedOptions } from './adapters/scripted.ts'
import { handleRecognitionJobs } from './handle-jobs.ts'
import { createPreparer } from './preparation/preparer.ts'
import type { ReaderChoice, Readers } from './readers.ts'
import { createRecognition, type Recognition } from './recognition.ts'

/** A house whose reader answers from a script: real database, real jobs, real drawing. */
export type TestHouse = AsyncDisposable & {
  test: TestDatabase
  library: Library
  recognition: Recognition
  quotas: Quotas
  jobs: Jobs
  /** Every choice a reader was opened with, keys unsealed. */
  opened: ReaderChoice[]
  actor: Actor
  as(role: MemberRole): Actor
  context: { kind: 'person'; userId: Actor['userId']; spaceId: Actor['spaceId'] }
  /** Imports a notebook of our own handwriting and waits until all is over. */
  add(
    pages: NotebookPage[],
    about?: { title?: string; readPagesMax?: number },
  ): Promise<{ documentId: DocumentId; pageIds: PageId[]; batch: Job }>
  ended(jobId: JobId): Promise<Job>
}

const PATIENCE_MS = 60_000

export async function openTestHouse(
  scripted: { current: ScriptedOptions },
  house: { now(): Date } = { now: () => new Date() },
): Promise<TestHouse> {
  const stack = new AsyncDisposableStack()
  const test = stack.use(await openTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-recognition-'))
  stack.defer(async () => rm(folder, { recursive: true, force: true }))
  const { database, ownerUrl } = test
  const blobs = await openBlobs({ storage: 'fs', folder })
  const personLog = createPersonLog({ wake: () => undefined })
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const jobs = createJobs({ database, ownerUrl, personLog, showProgress: () => undefined, log, backoffFirstMs: 20 })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  const pool = stack.use(createWorkerPool())
  const clock = { now: () => house.now() }
  const quotas = openHomeQuotas({ database, personLog, events, jobs: jobs.queue, clock })
  planQuotas.handleJobs({ jobs, events })
  const library = createLibrary({ database, blobs, pool, jobs: jobs.queue, events, personLog, quotas })
  const opened: ReaderChoice[] = []
  const readers: Readers = {
    open: async (choice) => {
      opened.push(choice)
      return scriptedReader(scripted.current)
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
  const recognition = createRecognition({
    database,
    blobs,
    personLog,
    library,
    quotas,
    clock,
    readers,
    pool,
    preparer: stack.use(createPreparer()),
    breakerFor: createBreakers(),
    jobs: jobs.queue,
    sealer: createSealer('m'.repeat(44)),
    offeredKeys: { claude: undefined },
  })
  handleRecognitionJobs(recognition, { jobs, events })
  await jobs.start()
  stack.defer(async () => jobs.stop())

  const who = await createPersonAndSpace(database)
  const context = { kind: 'person', ...who } as const
  const as = (role: MemberRole): Actor => ({ ...who, sessionId: SESSION, role })
  const ended = async (jobId: JobId): Promise<Job> => untilOver(async () => jobs.getJob({ ...who, jobId }))
  const files = createFiles({ blobs })
  return {
    test,
    library,
    recognition,
    quotas,
    jobs,
    opened,
    context,
    as,
    ended,
    actor: as('owner'),
    async add(pages, { title = 'Notes', readPagesMax } = {}) {
      const made = writeNotebook({ title, pages, seed: title })
      const arriving = made.map(({ path, bytes }) => ({ path, bytes: oneChunk(bytes) }))
      const kept = await files.keepFiles({
        files: inTurn(arriving),
        limits: LIMITS,
        signal: new AbortController().signal,
      })
      const by = { context, spaceId: who.spaceId, onBehalfOf: who.userId, writer: { role: 'owner' as const } }
      const imported = await library.importFiles({ ...by, collectionId: null, files: kept, readPagesMax })
      const documentId = imported.documents[0]?.id
      if (documentId === undefined) throw new Error('the notebook became no document')
      const batch = await ended(imported.job_id)
      const versions = await library.readPageVersions({ context, spaceId: who.spaceId, documentId })
      return { documentId, pageIds: versions.map(({ pageId }) => pageId), batch }
    },
    [Symbol.asyncDispose]: async () => stack.disposeAsync(),
  }
}

// A session that no row knows: what is tested here begins behind the door.
const SESSION = '01890000-0000-7000-8000-000000000009' as Actor['sessionId']
const LIMITS = { filesMax: 1_000, fileBytesMax: 1e8 }

async function untilOver(look: () => Promise<Job>): Promise<Job> {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const job = await look()
    if (job.state !== 'waiting' && job.state !== 'running') return job
    if (Date.now() > end) throw new Error(`still ${job.state}: ${JSON.stringify(job)}`)
    await new Promise((next) => setTimeout(next, 20))
  }
}

async function* inTurn<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all
}
async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
