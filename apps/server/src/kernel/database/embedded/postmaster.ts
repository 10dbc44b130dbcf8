import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What PostgreSQL writes into postmaster.pid: line 1 the process, 4 the port, 8 the state. */
export type PostmasterFile = { pid: number; port: number; isReady: boolean }

/** Reads `postmaster.pid`; undefined when there is none or when it is still being written. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === 'ready' }
}

/** Whether a process runs. One that ended and was never waited for (a zombie, common in containers) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM means that somebody else's process has this id.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return process.platform !== 'linux' || !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    // The name, in brackets, may hold anything; the state is the first letter after it.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    // It ended in between.
    return true
  }
}

/**
 * Whether process `pid` is a PostgreSQL of this cluster. After a power loss the id in postmaster.pid may have been
 * given to any other program, which must neither be trusted nor ended. On Linux PostgreSQL's working directory is the
 * cluster, on macOS its command line names it.
 */
export function isPostgresOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return standsIn(cluster, pid) && isPostgresProgram(pid)
  if (process.platform === 'win32') return /postgres/i.test(run('tasklist', ['/FI', `PID eq ${pid}`, '/NH']))
  const command = run('ps', ['-o', 'command=', '-p', String(pid)])
  return command.includes('postgres') && command.includes(cluster)
}

/** The program file of a running process, where the system tells; used to see an update of PostgreSQL itself. */
export function programOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined
  return readLink(`/proc/${pid}/exe`)
}

/** The command a running process was started with, where the system tells. */
export function commandOf(pid: number): string[] | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').split('\0')
  } catch {
    return undefined
  }
}

/**
 * All processes that stand in this cluster: children outlive a killed postmaster for a moment, and a new one must not
 * be started beside them. Empty where the system does not tell.
 */
export function processesOf(cluster: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => standsIn(cluster, pid) && isPostgresProgram(pid))
}

function isPostgresProgram(pid: number): boolean {
  try {
    // A zombie still has an entry; its command line is empty and its program gone.
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres') && programOf(pid) !== undefined
  } catch {
    return false
  }
}

function standsIn(cluster: string, pid: number): boolean {
  const folder = readLink(`/proc/${pid}/cwd`)
  // PostgreSQL outlives the removal of its folder for a while, and must still be found to be ended.
  return folder !== undefined && (folder === realPath(cluster) || folder === `${cluster} (deleted)`)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // Not there: it can only be compared as it is written.
    return path
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    // Gone, or not ours to see: in both cases not a process that this function can vouch for.
    return undefined
  }
}

function run(program: string, args: string[]): string {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout ?? ''
}
