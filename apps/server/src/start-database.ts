import { fileURLToPath } from 'node:url'
import { checkDatabaseUrls } from './check-database-urls.ts'
import type { Config } from './config.ts'
import { startEmbeddedDatabase } from './kernel/database/embedded/index.ts'
import { migrate, openDatabase, type Database } from './kernel/database/index.ts'
import type { Logger } from './kernel/logger.ts'

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./sql', import.meta.url))

export type DatabaseUrls = { appUrl: string; ownerUrl: string; directUrl: string }

/** The database of this server: its connections, and how to end it. */
export type ServerDatabase = AsyncDisposable & {
  urls: DatabaseUrls
  database: Database
  /** Resolves with the reason when an embedded database ends by itself. */
  lost: Promise<string>
}

/** Starts the embedded database, or takes the one that is configured; brings its schema up to date. */
export async function startDatabase({ config, log }: { config: Config; log: Logger }): Promise<ServerDatabase> {
  const server = await findDatabase({ config, log })
  try {
    await migrate({ ...server.urls, folder: MIGRATIONS_FOLDER, log: (line) => log.info(line) })
  } catch (error) {
    await server.stop()
    throw error
  }
  const database = openDatabase({
    url: server.urls.appUrl,
    connectionsMax: config.DATABASE_CONNECTIONS,
    isPooled: config.DATABASE_DIRECT_URL !== undefined,
    onError: (error) => log.warn({ err: error }, 'a database connection was lost, or what followed a commit failed'),
  })
  return {
    urls: server.urls,
    database,
    lost: server.lost,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]()
      await server.stop()
    },
  }
}

type FoundDatabase = { urls: DatabaseUrls; lost: Promise<string>; stop: () => Promise<void> }

/** The connections alone, without touching the schema; for `kinfolio migrate`. */
export async function findDatabase({ config, log }: { config: Config; log: Logger }): Promise<FoundDatabase> {
  const { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL } = config
  if (DATABASE_URL !== undefined) {
    await checkDatabaseUrls({ DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL })
    const urls = {
      appUrl: DATABASE_URL,
      ownerUrl: DATABASE_OWNER_URL ?? DATABASE_URL,
      directUrl: DATABASE_DIRECT_URL ?? DATABASE_URL,
    }
    return { urls, lost: new Promise<string>(() => undefined), stop: async () => undefined }
  }
  const embedded = await startEmbeddedDatabase({ dataDir: config.dataDir, log: (line) => log.info(line) })
  const { appUrl, ownerUrl, directUrl } = embedded
  return { urls: { appUrl, ownerUrl, directUrl }, lost: embedded.exited, stop: async () => embedded.stop() }
}
