import { createServer } from 'node:net'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, connectionUrl, databaseName, hostBasedAccess, readOrMakePasswords } from './access.ts'
import { giveTo } from './folder-rights.ts'
import { acquireGuard, type Guard } from './guard.ts'
import { launchPostgres, type Postgres, startLogName, stopPostgres, waitUntilReady, watchPostgres } from './launch.ts'
import { type Layout, prepareLayout, prepareSocketDir, socketPort } from './layout.ts'
import { makeClusterOnce } from './make-cluster.ts'
import { isPostgresOf, processesOf, programOf, readPostmasterFile } from './postmaster.ts'
import { provision } from './provision.ts'
import { findRuntime, prepareRuntime, programPath, type Runtime } from './runtime.ts'
import { asArguments, postgresSettings } from './settings.ts'
import { DatabaseStartError, explainFileError, KEPT } from './start-error.ts'

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
  /** A cluster made by `buildClusterTemplate`, for users without a name. */
  templateDir?: string
}

type Deps = { layout: Layout; runtime: Runtime; log: (line: string) => void; signal?: AbortSignal | undefined }

const defaultMaxConnections = 60
/** Children of a killed postmaster see its end within a second. */
const leftoverTimeoutMs = 10_000
const leftoverPollMs = 20

/**
 * Starts the embedded PostgreSQL of a DATA_DIR, makes it first when there is none, and takes over one whose server was
 * killed. Throws DatabaseStartError with one line for the person at the terminal.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { log, signal } = options
  try {
    const layout = await prepareLayout({ dataDir: options.dataDir })
    const installed = options.runtime ?? (await findRuntime())
    const runtime = await prepareRuntime({ log }, { installed, runAs: layout.runAs, keepDir: layout.home })
    return await startPrepared({ layout, runtime, log, signal }, options)
  } catch (error) {
    throw explainFileError(options.dataDir, error)
  }
}

async function startPrepared(deps: Deps, options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { layout, log } = deps
  const socket = await prepareSocketDir(deps, layout)
  const transport = options.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')
  const access = await chooseAccess({ transport, socketDir: socket.dir, layout })
  const durable = options.durable ?? true
  const templateDir = options.templateDir ?? process.env['KINFOLIO_CLUSTER_TEMPLATE']
  await makeClusterOnce(deps, { access, durable, templateDir })
  const settings = asArguments(
    postgresSettings({
      access,
      socketName: socket.nameForPostgres,
      durable,
      maxConnections: options.maxConnections ?? defaultMaxConnections,
    }),
  )
  const { postgres, guard } = await superviseRunning(deps, { access, settings, dataDir: options.dataDir })
  try {
    await provision(guard.client, access)
  } catch (error) {
    await stopPostgres(deps, postgres)
    throw error
  }
  log(`database: PostgreSQL ${deps.runtime.version} (process ${postgres.pid}) serves ${layout.cluster}`)
  return embeddedDatabase(deps, { access, postgres, guard })
}

function embeddedDatabase(deps: Deps, input: { access: Access; postgres: Postgres; guard: Guard }): EmbeddedDatabase {
  const { access, postgres, guard } = input
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    // The guard is released last: until PostgreSQL has ended, no other server may take it over.
    stopping ??= stopPostgres(deps, postgres).finally(() => guard.release())
    return stopping
  }
  const exited = new Promise<string>((resolve) => {
    const tell = (reason: string): void => {
      if (stopping === undefined) resolve(reason)
    }
    void postgres.gone.then((reason) => tell(`PostgreSQL ${reason}`))
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

/** Finds a running PostgreSQL of this cluster and takes it over, or starts one. */
async function superviseRunning(
  deps: Deps,
  input: { access: Access; settings: string[]; dataDir: string },
): Promise<{ postgres: Postgres; guard: Guard }> {
  const { layout, log } = deps
  const url = connectionUrl(input.access, { role: 'admin', database: 'postgres' })
  const found = await findRunning(deps, input.access)
  if (found !== undefined) {
    const guard = await acquireGuard({ url, dataDir: input.dataDir })
    const program = programOf(found.pid)
    if (program === undefined || program === programPath(deps.runtime, 'postgres')) {
      log(`database: PostgreSQL (process ${found.pid}) was still running after its server ended; it is taken over`)
      return { postgres: found, guard }
    }
    log(`database: PostgreSQL (process ${found.pid}) of an older installation is still running; it is replaced`)
    await stopPostgres(deps, found).finally(() => guard.release())
  }
  await writeHostBasedAccess(layout, input.access)
  const postgres = await launchPostgres(deps, { settings: input.settings })
  const guard = await acquireGuard({ url, dataDir: input.dataDir })
  return { postgres, guard }
}

/**
 * Answers the PostgreSQL that owns the cluster right now, having waited until it is ready. A postmaster.pid that names
 * a process which is none is what power loss leaves; it is removed once nothing of the cluster is alive any more.
 */
async function findRunning(deps: Deps, access: Access): Promise<Postgres | undefined> {
  const { layout } = deps
  const file = await readPostmasterFile(layout.cluster)
  if (file === undefined) return undefined
  if (isPostgresOf(layout.cluster, file.pid)) {
    const postgres = watchPostgres(file.pid)
    await waitUntilReady(deps, { postgres, logPath: join(layout.logs, startLogName) })
    return postgres
  }
  if (await answers(access)) throw answersElsewhere(layout)
  const end = performance.now() + leftoverTimeoutMs
  while (processesOf(layout.cluster).length > 0) {
    if (performance.now() > end) throw answersElsewhere(layout)
    await sleep(leftoverPollMs)
  }
  deps.log(`database: the last stop was not a clean one (process ${file.pid} is gone); what was written is replayed`)
  await rm(join(layout.cluster, 'postmaster.pid'), { force: true })
  return undefined
}

/** A container that shares DATA_DIR has its own process ids, but the socket in DATA_DIR leads to its PostgreSQL. */
async function answers(access: Access): Promise<boolean> {
  if (access.kind === 'tcp') return false
  return await new Promise<boolean>((resolve) => {
    const socket = connect(join(access.dir, `.s.PGSQL.${access.port}`))
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function answersElsewhere(layout: Layout): DatabaseStartError {
  return new DatabaseStartError(
    'in-use',
    `A PostgreSQL that this process cannot see, perhaps in another container, is using ${layout.cluster}. ${KEPT} Stop it first, or give this server its own DATA_DIR.`,
  )
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

async function writeHostBasedAccess(layout: Layout, access: Access): Promise<void> {
  const path = join(layout.cluster, 'pg_hba.conf')
  const wanted = hostBasedAccess(access)
  if ((await readFile(path, 'utf8').catch(() => '')) === wanted) return
  await writeFile(path, wanted, { mode: 0o600 })
  if (layout.runAs.switches) await giveTo(layout.runAs, path)
}
