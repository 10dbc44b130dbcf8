import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256, type Sha256, type SpaceId, type UserId } from '@kinfolio/contracts'
import { type Blobs, openBlobs } from '../src/kernel/blobs/index.ts'
import type { Context, Database } from '../src/kernel/database/index.ts'
import { createDomainEvents, createPersonLog } from '../src/kernel/events/index.ts'
import { createJobs } from '../src/kernel/jobs/index.ts'
import { createWorkerPool } from '../src/kernel/pool/index.ts'
import { createFiles, type KeptFile } from '../src/modules/files/index.ts'
import { createLibrary, type Library, pagesChanged } from '../src/modules/library/index.ts'
import { createPersonAndSpace, openTestDatabase } from './database.ts'
import { openHomeQuotas } from './home-quotas.ts'

export type Someone = { context: Context; spaceId: SpaceId; onBehalfOf: UserId; writer: { role: 'owner' } }
/** A library over a real database and real files, reached by the faces of its modules. No job runs. */
export type LibraryWorld = AsyncDisposable & {
  library: Library
  database: Database
  blobs: Blobs
  adminUrl: string
  newcomer(): Promise<Someone>
  keep(files: Record<string, Uint8Array>): Promise<KeptFile[]>
}

export const silentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

export async function openLibraryWorld(): Promise<LibraryWorld> {
  await using parts = new AsyncDisposableStack()
  const test = parts.use(await openTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-erasure-'))
  parts.defer(async () => rm(folder, { recursive: true, force: true }))
  const blobs = await openBlobs({ storage: 'fs', folder })
  const personLog = createPersonLog({ wake: () => undefined })
  const { database, ownerUrl } = test
  const jobs = createJobs({ database, ownerUrl, personLog, showProgress: () => undefined, log: silentLog })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  events.subscribe(pagesChanged, { name: 'recognition.note-pages', react: async () => undefined })
  const pool = parts.use(createWorkerPool({ size: 1 }))
  const quotas = openHomeQuotas({ database, personLog, events, jobs: jobs.queue })
  const library = createLibrary({ database, blobs, pool, jobs: jobs.queue, events, personLog, quotas })
  const files = createFiles({ blobs })
  const limits = { filesMax: 100, fileBytesMax: 1e9 }
  const running = parts.move()
  return {
    library,
    database,
    blobs,
    adminUrl: test.adminUrl,
    newcomer: async () => {
      const { userId, spaceId } = await createPersonAndSpace(database)
      return { context: { kind: 'person', userId, spaceId }, spaceId, onBehalfOf: userId, writer: { role: 'owner' } }
    },
    keep: async (given) => files.keepFiles({ files: arriving(given), limits, signal: new AbortController().signal }),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

async function* arriving(given: Record<string, Uint8Array>) {
  for (const [path, bytes] of Object.entries(given)) yield { path, bytes: oneChunk(bytes) }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Begins like a page; what follows is not looked at by an import. */
export function pageBytes(text: string): Uint8Array {
  return Buffer.from(`reMarkable .lines file, version=6          ${text}`)
}

export function hashOf(bytes: Uint8Array): Sha256 {
  return sha256.parse(createHash('sha256').update(bytes).digest('hex'))
}
