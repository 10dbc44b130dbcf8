import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type JobId, type Sha256, sha256, type SpaceId, type UserId } from '@kinfolio/contracts'
import { createPersonAndSpace, openTestDatabase } from '../../../test/database.ts'
import { openHomeQuotas } from '../../../test/home-quotas.ts'
import { openBlobs, type Blobs } from '../../kernel/blobs/index.ts'
import { type Context, type Database, SWEEP } from '../../kernel/database/index.ts'
import { createDomainEvents, createPersonLog } from '../../kernel/events/index.ts'
import { createJobs } from '../../kernel/jobs/index.ts'
import { createWorkerPool } from '../../kernel/pool/index.ts'
import { createFiles, type KeptFile } from '../files/index.ts'
import { createLibrary, handleLibraryJobs, type Library, pagesChanged } from './index.ts'

/** A library over a real database and real file blobs, as one person in their own space uses it. */
export type TestLibrary = AsyncDisposable & {
  library: Library
  database: Database
  blobs: Blobs
  adminUrl: string
  by: { context: Context; spaceId: SpaceId; onBehalfOf: UserId; writer: { role: 'owner' } }
  newcomer(): Promise<TestLibrary['by']>
  keep(files: Record<string, Uint8Array | string>): Promise<KeptFile[]>
  add(files: Record<string, Uint8Array | string>): ReturnType<Library['importFiles']>
  /** Runs jobs from now on, until this one is over. */
  finished(job: JobId): Promise<string>
  /** Jobs that wait, oldest first. */
  waiting(by?: TestLibrary['by']): Promise<{ id: JobId; kind: string; payload: unknown; parent_id: JobId | null }[]>
}

export async function openTestLibrary(): Promise<TestLibrary> {
  const test = await openTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-library-'))
  const blobs = await openBlobs({ storage: 'fs', folder })
  const personLog = createPersonLog({ wake: () => undefined })
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const { database, ownerUrl } = test
  const jobs = createJobs({ database, ownerUrl, personLog, showProgress: () => undefined, log, backoffFirstMs: 20 })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  events.subscribe(pagesChanged, { name: 'recognition.note-pages', react: async () => undefined })
  const pool = createWorkerPool({ size: 1 })
  const quotas = openHomeQuotas({ database, personLog, events, jobs: jobs.queue })
  const library = createLibrary({ database, blobs, pool, jobs: jobs.queue, events, personLog, quotas })
  handleLibraryJobs(library, { jobs })
  const files = createFiles({ blobs })
  const newcomer = async (): Promise<TestLibrary['by']> => {
    const { userId, spaceId } = await createPersonAndSpace(database)
    return { context: { kind: 'person', userId, spaceId }, spaceId, onBehalfOf: userId, writer: { role: 'owner' } }
  }
  const by = await newcomer()
  const keep = async (given: Record<string, Uint8Array | string>): Promise<KeptFile[]> =>
    files.keepFiles({ files: arriving(given), limits: { filesMax: 20_000, fileBytesMax: 1e9 }, signal: never })

  return {
    library,
    database,
    blobs,
    adminUrl: test.adminUrl,
    by,
    newcomer,
    keep,
    add: async (given) => library.importFiles({ ...by, collectionId: null, files: await keep(given) }),
    finished: async (id) => {
      await jobs.start()
      for (;;) {
        const { state } = await database.read(SWEEP, async (db) =>
          db.selectFrom('jobs').select('state').where('id', '=', id).executeTakeFirstOrThrow(),
        )
        if (state !== 'waiting' && state !== 'running') return state
        await sleep(20)
      }
    },
    waiting: async (whose = by) =>
      database.read(whose.context, async (db) =>
        db
          .selectFrom('jobs')
          .select(['id', 'kind', 'payload', 'parent_id'])
          .where('state', '=', 'waiting')
          .orderBy('id')
          .execute(),
      ),
    [Symbol.asyncDispose]: async () => {
      await jobs.stop()
      await pool[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const never = new AbortController().signal

async function* arriving(given: Record<string, Uint8Array | string>) {
  for (const [path, bytes] of Object.entries(given)) yield { path, bytes: oneChunk(Buffer.from(bytes)) }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}

export function hashOf(bytes: Uint8Array | string): Sha256 {
  return sha256.parse(createHash('sha256').update(bytes).digest('hex'))
}

/** Begins like a page; what follows is not looked at by an import. */
export function pageBytes(text: string): Uint8Array {
  return Buffer.from(`reMarkable .lines file, version=6          ${text}`)
}
