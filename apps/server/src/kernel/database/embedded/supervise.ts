import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, connectionUrl, hostBasedAccess, socketPath } from './access.ts'
import { giveTo } from './folder-rights.ts'
import { acquireGuard, type Guard } from './guard.ts'
import {
  launchCommand,
  type LaunchDeps,
  launchPostgres,
  type Postgres,
  stopPostgres,
  waitUntilReady,
  watchPostgres,
} from './launch.ts'
import type { Layout } from './layout.ts'
import { commandOf, isPostgresOf, processesOf, programOf, readPostmasterFile } from './postmaster.ts'
import { DatabaseStartError, KEPT } from './start-error.ts'

export type Supervised = { postgres: Postgres; guard: Guard }
type SuperviseInput = { access: Access; settings: string[]; dataDir: string }

/** The processes of a killed PostgreSQL see its end within a second. */
const leftoverTimeoutMs = 10_000
const leftoverPollMs = 20

/**
 * Finds a running PostgreSQL of this cluster and takes it over, or starts one; either way this process is then its only
 * supervisor. Of two servers that start at the same moment one gets there, the other one is refused.
 */
export async function supervise(deps: LaunchDeps, input: SuperviseInput): Promise<Supervised> {
  const found = await findRunning(deps, input.access)
  if (found !== undefined) {
    const supervised = await takeOver(deps, { ...input, found })
    if (supervised !== undefined) return supervised
  }
  await writeHostBasedAccess(deps.layout, input.access)
  const postgres = await launchPostgres(deps, input.settings).catch(async (error: unknown) => {
    const faster = await findRunning(deps, input.access)
    if (faster === undefined) throw error
    return faster
  })
  try {
    return { postgres, guard: await acquireGuard(guardInput(input)) }
  } catch (error) {
    const isTaken = error instanceof DatabaseStartError && error.reason === 'in-use'
    if (!isTaken) await stopPostgres(deps, { postgres })
    throw error
  }
}

/** Undefined when what was running is out of date and has been stopped. */
async function takeOver(
  deps: LaunchDeps,
  input: SuperviseInput & { found: Postgres },
): Promise<Supervised | undefined> {
  const { found } = input
  const guard = await acquireGuard(guardInput(input))
  if (isUpToDate(deps, input)) {
    deps.log(`database: PostgreSQL (process ${found.pid}) outlived its server and is taken over`)
    if (await writeHostBasedAccess(deps.layout, input.access)) await guard.client.query('SELECT pg_reload_conf()')
    return { postgres: found, guard }
  }
  deps.log(`database: PostgreSQL (process ${found.pid}) outlived its server and is replaced, being of another version`)
  guard.letGo()
  try {
    await stopPostgres(deps, { postgres: found })
  } finally {
    await guard.release()
  }
  return undefined
}

/** Same program, not replaced by an update since, and the same settings; where that cannot be seen, it is believed. */
function isUpToDate(deps: LaunchDeps, input: SuperviseInput & { found: Postgres }): boolean {
  const wanted = launchCommand(deps, input.settings)
  const command = commandOf(input.found.pid)
  return command === undefined || (command.join('\n') === wanted.join('\n') && programOf(input.found.pid) === wanted[0])
}

function guardInput(input: SuperviseInput): { url: string; dataDir: string } {
  return { url: connectionUrl(input.access, { role: 'admin', database: 'postgres' }), dataDir: input.dataDir }
}

/**
 * Answers the PostgreSQL that owns the cluster right now, having waited until it is ready. A postmaster.pid that names
 * a process which is none is what power loss leaves; it is removed once nothing of the cluster is alive any more.
 */
async function findRunning(deps: LaunchDeps, access: Access): Promise<Postgres | undefined> {
  const { layout } = deps
  const file = await readPostmasterFile(layout.cluster)
  if (file === undefined) return undefined
  if (isPostgresOf(layout.cluster, file.pid)) return waitUntilReady(deps, watchPostgres(deps, file.pid))
  if (await answers(access)) throw answersElsewhere(layout)
  const end = performance.now() + leftoverTimeoutMs
  while (processesOf(layout.cluster).length > 0) {
    if (performance.now() > end) throw answersElsewhere(layout)
    await sleep(leftoverPollMs)
  }
  deps.log(`database: the last stop was not a clean one (process ${file.pid} is gone); what was written is replayed`)
  await rm(join(layout.cluster, 'postmaster.pid'), { force: true })
  // PostgreSQL would believe the same process id in the lock file of its socket.
  if (access.kind === 'socket') await rm(`${socketPath(access)}.lock`, { force: true })
  return undefined
}

/** A container that shares DATA_DIR has its own process ids, but the socket in DATA_DIR leads to its PostgreSQL. */
function answers(access: Access): Promise<boolean> {
  const socket = access.kind === 'tcp' ? connect(access.port, '127.0.0.1') : connect(socketPath(access))
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}

function answersElsewhere(layout: Layout): DatabaseStartError {
  return new DatabaseStartError(
    'in-use',
    `A PostgreSQL that this process cannot see, perhaps in another container, is using ${layout.cluster}. ${KEPT} Stop it first, or give this server its own DATA_DIR.`,
  )
}

/** Answers whether there was anything to change. */
async function writeHostBasedAccess(layout: Layout, access: Access): Promise<boolean> {
  const path = join(layout.cluster, 'pg_hba.conf')
  const wanted = hostBasedAccess(access)
  if ((await readFile(path, 'utf8')) === wanted) return false
  await writeFile(path, wanted, { mode: 0o600 })
  if (layout.runAs.switches) await giveTo(layout.runAs, path)
  return true
}
