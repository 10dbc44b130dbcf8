import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { chmod, chown, lstat, mkdir, readdir, readFile, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canEnter, chooseRunAs, type RunAs } from './run-as.ts'
import { postgresMajor } from './runtime.ts'
import { DatabaseStartError, explainFileError, KEPT } from './start-error.ts'
import { socketPath } from './access.ts'
import { giveTo } from './folder-rights.ts'

/**
 * Where things are. Everything that must survive is below `home` = DATA_DIR/postgres, so a copy of DATA_DIR made while
 * the server is stopped is a whole backup:
 *
 *     DATA_DIR/postgres/18/    the cluster, one folder per PostgreSQL major
 *     DATA_DIR/postgres/log/   seven files, one per weekday, and start.log of the latest start
 *     DATA_DIR/postgres/.s.PGSQL.5432   the socket, when its path is short enough
 */
export type Layout = { home: string; cluster: string; logs: string; keys: string; runAs: RunAs }

/**
 * A socket path has room for 103 bytes on macOS and 107 on Linux, and PostgreSQL adds `.lock` to its name for the lock
 * file, which has no such limit. One limit for both keeps a data folder movable between them.
 */
export const maxSocketPathBytes = 100

export const socketPort = 5432

const ownWorkingDirectory = '/proc/self/cwd'

/** Makes the folders around the cluster, owned by whoever PostgreSQL runs as. Never touches the cluster's content. */
export async function prepareLayout(input: { dataDir: string }): Promise<Layout> {
  try {
    await mkdir(input.dataDir, { recursive: true, mode: 0o700 })
    const dataDir = realpathSync(input.dataDir)
    const home = join(dataDir, 'postgres')
    const cluster = join(home, String(postgresMajor))
    const runAs = chooseRunAs(cluster)
    await refuseOtherClusters(home)
    await refuseForeignOwner(cluster, runAs)
    const logs = join(home, 'log')
    for (const dir of [home, logs]) await ownFolder(dir, runAs)
    if (runAs.switches) {
      await giveTo(runAs, logs)
      await returnToOwner(cluster, runAs)
    }
    return { home, cluster, logs, keys: join(dataDir, 'keys'), runAs }
  } catch (error) {
    throw explainFileError(input.dataDir, error)
  }
}

/** Makes a folder that only `runAs` (and root) may enter. */
export async function ownFolder(dir: string, runAs: RunAs): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  if (runAs.switches) await chown(dir, runAs.uid, runAs.gid)
  await chmod(dir, 0o700)
}

/**
 * What PostgreSQL calls the cluster. Usually its path; but a process that gave up root cannot look through a private
 * folder above it (`/root/kinfolio/data`), not even to what is its own. It is then started *inside* the cluster
 * folder, which it names by the link to its own working directory: that link leads there without passing the folders
 * above. So the cluster always stays in DATA_DIR, wherever that is. Only Linux has this link.
 */
export function clusterNameForPostgres(layout: Layout, dir: string): string {
  if (canEnter(layout.runAs, layout.home)) return dir
  if (process.platform === 'linux') return ownWorkingDirectory
  throw new DatabaseStartError(
    'unreachable',
    `User ${layout.runAs.uid}, who runs PostgreSQL, may not enter the folders above ${layout.home}. ${KEPT} Start Kinfolio as an ordinary user, or set DATA_DIR to a place that every user may enter.`,
  )
}

/** Whether PostgreSQL has to be started from the inside, which is worth a line in the log. */
export function isEnteredFromInside(layout: Layout): boolean {
  return clusterNameForPostgres(layout, layout.cluster) === ownWorkingDirectory
}

/** Where the socket is for us (`dir`) and how PostgreSQL, standing in the cluster folder, calls that place. */
export async function prepareSocketDir(
  deps: { log: (line: string) => void },
  layout: Layout,
): Promise<{ dir: string; nameForPostgres: string }> {
  if (socketPathBytes(layout.home) <= maxSocketPathBytes) return { dir: layout.home, nameForPostgres: '..' }
  const name = `kinfolio-${createHash('sha256').update(layout.home).digest('hex').slice(0, 12)}`
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const dir = join(parent, name)
    if (socketPathBytes(dir) > maxSocketPathBytes || !canEnter(layout.runAs, parent)) continue
    await ownTemporaryFolder(dir, layout.runAs)
    deps.log(
      `database: DATA_DIR is too deep for a socket, which is at ${dir} instead; the cluster itself is in DATA_DIR`,
    )
    return { dir, nameForPostgres: dir }
  }
  throw new DatabaseStartError(
    'unreachable',
    `The path of DATA_DIR is too long for a database socket and there is no short temporary folder. ${KEPT} Set TMPDIR or DATA_DIR to a shorter path.`,
  )
}

function socketPathBytes(dir: string): number {
  return Buffer.byteLength(socketPath({ dir, port: socketPort }))
}

/** Everybody may write where this folder is, so one that was put there by somebody else must not be used. */
async function ownTemporaryFolder(dir: string, runAs: RunAs): Promise<void> {
  await mkdir(dir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(dir)
  const ours = found.uid === runAs.uid || found.uid === process.getuid?.()
  if (!found.isDirectory() || !ours) {
    throw new DatabaseStartError(
      'permission',
      `${dir} belongs to somebody else, so the database socket cannot be there. ${KEPT} Remove it, or set DATA_DIR to a shorter path.`,
    )
  }
  await ownFolder(dir, runAs)
}

async function refuseOtherClusters(home: string): Promise<void> {
  const names = await readdir(home).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const majors = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const newer = majors.find((major) => major > postgresMajor)
  const older = majors.find((major) => major < postgresMajor)
  if (newer !== undefined) throw otherVersion(home, newer)
  // An older cluster beside ours is one that was kept after it had been brought over.
  if (older !== undefined && !majors.includes(postgresMajor)) throw otherVersion(home, older)
  if (majors.includes(postgresMajor)) await refuseUnknownContent(join(home, String(postgresMajor)))
}

async function refuseUnknownContent(cluster: string): Promise<void> {
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (version?.trim() === String(postgresMajor)) return
  if (version !== undefined) throw otherVersion(cluster, Number(version))
  if ((await readdir(cluster)).length === 0) return rmdir(cluster)
  throw new DatabaseStartError(
    'not-a-cluster',
    `${cluster} holds files but no PostgreSQL cluster (no PG_VERSION). ${KEPT} Move that folder away, or put the missing files back.`,
  )
}

function otherVersion(dir: string, major: number): DatabaseStartError {
  const way =
    major > postgresMajor
      ? 'Start the newer Kinfolio that made it.'
      : 'Export it with the Kinfolio that made it, and import it into a new DATA_DIR.'
  return new DatabaseStartError(
    'other-version',
    `${dir} holds a cluster of PostgreSQL ${major}; this Kinfolio speaks ${postgresMajor}. ${KEPT} ${way}`,
  )
}

async function refuseForeignOwner(cluster: string, runAs: RunAs): Promise<void> {
  if (runAs.switches || runAs.uid < 0) return
  const found = await lstat(cluster).catch(() => undefined)
  if (found === undefined || found.uid === runAs.uid) return
  throw new DatabaseStartError(
    'wrong-owner',
    `${cluster} belongs to user ${found.uid}, but Kinfolio runs as user ${runAs.uid}. ${KEPT} Start it as that user, or hand the folder over with \`chown -R ${runAs.uid} ${cluster}\`.`,
  )
}

/** A cluster that was restored or chowned as root goes back to the user that PostgreSQL runs as. */
async function returnToOwner(cluster: string, runAs: RunAs): Promise<void> {
  const found = await lstat(cluster).catch(() => undefined)
  if (found !== undefined && found.uid !== runAs.uid) await giveTo(runAs, cluster)
}
