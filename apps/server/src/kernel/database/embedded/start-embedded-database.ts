import { createServer } from 'node:net'
import { type Access, connectionUrl, databaseName, readOrMakePasswords } from './access.ts'
import { type LaunchDeps, stopPostgres } from './launch.ts'
import { isEnteredFromInside, type Layout, prepareLayout, prepareSocketDir, socketPort } from './layout.ts'
import { makeClusterOnce } from './make-cluster.ts'
import { isPostgresOf, readPostmasterFile } from './postmaster.ts'
import { provision } from './provision.ts'
import { builtTemplateDir } from './build-cluster-template.ts'
import { findRuntime, placesForCopy, prepareRuntime, type Runtime } from './runtime.ts'
import { asArguments, postgresSettings } from './settings.ts'
import { explainFileError } from './start-error.ts'
import { supervise, type Supervised } from './supervise.ts'

/** A running embedded database. Disposing it stops it. */
export type EmbeddedDatabase = AsyncDisposable & {
  /** For migrations and graphile-worker: owns the database, is no superuser. */
  ownerUrl: string
  /** For everything else: owns nothing, and every row policy applies to it. */
  appUrl: string
  /** For LISTEN; the same as `appUrl`, since nothing stands between. */
  directUrl: string
  /** The cluster's superuser, for backup and tests only; never for answering a request. */
  adminUrl: string
  pid: number
  /** Resolves with the reason when PostgreSQL ends although nobody asked for it, or another server took the cluster. */
  exited: Promise<string>
  /** Stops PostgreSQL cleanly; committed work is safe in any case. May be called more than once. */
  stop(): Promise<void>
}

export type EmbeddedDatabaseOptions = {
  /** DATA_DIR; the cluster is in `postgres/18` below it. */
  dataDir: string
  log: (line: string) => void
  /** Gives up the start, however far it got. */
  signal?: AbortSignal
  /** False only for throw-away clusters of tests: nothing is synced to disk. */
  durable?: boolean
  maxConnections?: number
  /** Where PostgreSQL's programs are; those that npm installed, unless told otherwise. */
  runtime?: Runtime
  /** `tcp` is what Windows uses, and what tests use to see that it works. */
  transport?: Access['kind']
  /** A cluster made by `buildClusterTemplate`, for users without a name; where an image builds it unless told otherwise. */
  templateDir?: string
}

const defaultMaxConnections = 60

/**
 * Starts the embedded PostgreSQL of a DATA_DIR, makes it first when there is none, and takes over one whose server was
 * killed. Throws DatabaseStartError with one line for the person at the terminal.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { log, signal } = options
  try {
    const layout = await prepareLayout({ dataDir: options.dataDir })
    const installed = options.runtime ?? (await findRuntime())
    const runtime = await prepareRuntime(
      { log },
      { installed, runAs: layout.runAs, places: placesForCopy(layout.home) },
    )
    return await startPrepared({ layout, runtime, log, signal }, options)
  } catch (error) {
    throw explainFileError(options.dataDir, error)
  }
}

async function startPrepared(deps: LaunchDeps, options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { layout, log } = deps
  const socket = await prepareSocketDir(deps, layout)
  const transport = options.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')
  const access = await chooseAccess({ transport, socketDir: socket.dir, layout })
  const durable = options.durable ?? true
  const templateDir = options.templateDir ?? builtTemplateDir
  await makeClusterOnce(deps, { access, durable, templateDir })
  const maxConnections = options.maxConnections ?? defaultMaxConnections
  const settings = asArguments(
    postgresSettings({ access, socketName: socket.nameForPostgres, durable, maxConnections }),
  )
  const supervised = await supervise(deps, { access, settings, dataDir: options.dataDir })
  const database = embeddedDatabase(deps, { ...supervised, access })
  try {
    await provision(supervised.guard.client, access)
    deps.signal?.throwIfAborted()
  } catch (error) {
    await database.stop()
    throw error
  }
  if (isEnteredFromInside(layout)) {
    log(
      `database: user ${layout.runAs.uid} runs PostgreSQL inside ${layout.home}, whose outer folders stay closed to it`,
    )
  }
  log(`database: PostgreSQL ${deps.runtime.version} (process ${database.pid}) serves ${layout.cluster}`)
  return database
}

function embeddedDatabase(deps: LaunchDeps, input: Supervised & { access: Access }): EmbeddedDatabase {
  const { access, postgres, guard } = input
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping ??= stopSupervised(deps, input)
    return stopping
  }
  const exited = new Promise<string>((resolve) => {
    const tell = (reason: string): void => {
      guard.letGo()
      if (stopping === undefined) resolve(reason)
    }
    void postgres.gone.then((reason) => tell(`PostgreSQL (process ${postgres.pid}) ${reason}`))
    void guard.lost.then(tell)
  })
  const appUrl = connectionUrl(access, { role: 'app', database: databaseName })
  return {
    ownerUrl: connectionUrl(access, { role: 'owner', database: databaseName }),
    appUrl,
    directUrl: appUrl,
    adminUrl: connectionUrl(access, { role: 'admin', database: databaseName }),
    pid: postgres.pid,
    exited,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The session with the lock ends with PostgreSQL: until then, no other server may take it over. */
async function stopSupervised(deps: LaunchDeps, { postgres, guard }: Supervised): Promise<void> {
  guard.letGo()
  try {
    await stopPostgres(deps, { postgres })
  } finally {
    await guard.release()
  }
}

async function chooseAccess(input: { transport: Access['kind']; socketDir: string; layout: Layout }): Promise<Access> {
  if (input.transport === 'socket') return { kind: 'socket', dir: input.socketDir, port: socketPort }
  const passwords = await readOrMakePasswords(input.layout.keys)
  const running = await readPostmasterFile(input.layout.cluster)
  const isRunning = running !== undefined && isPostgresOf(input.layout.cluster, running.pid)
  return { kind: 'tcp', passwords, port: isRunning ? running.port : await freePort() }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('A listening server has a port')
  return address.port
}
