import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { CommandFailed } from '../command.ts'
import { messages } from '../messages.ts'

const session = z.object({
  server: z.string(),
  email: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  /** When the access token ends, in milliseconds since 1970. */
  ends_at_ms: z.number(),
})
export type Session = z.infer<typeof session>

/** The one session this user has: a file that only they can read. */
export type SessionFile = {
  path: string
  read(): Promise<Session | undefined>
  write(session: Session): Promise<void>
  remove(): Promise<void>
  /** Runs the work while no other command does: two that spend the same refresh token would end the session. */
  alone<Answer>(work: () => Promise<Answer>): Promise<Answer>
}

const LOCK_WAIT_MS = 10_000
const LOCK_POLL_MS = 50
/** No exchange of tokens takes so long; who left the lock then was killed. */
const LOCK_STALE_MS = 30_000

/** In `XDG_CONFIG_HOME`, else in `~/.config`. */
export function openSessionFile(at: { env: NodeJS.ProcessEnv; homeFolder: string }): SessionFile {
  const { XDG_CONFIG_HOME } = at.env
  const isGiven = XDG_CONFIG_HOME !== undefined && XDG_CONFIG_HOME !== ''
  const folder = join(isGiven ? XDG_CONFIG_HOME : join(at.homeFolder, '.config'), 'kinfolio')
  const path = join(folder, 'session.json')
  return {
    path,
    read: async () => readSession(path),
    write: async (written) => writeSession(path, written),
    remove: async () => rm(path, { force: true }),
    alone: async (work) => withLock(`${path}.lock`, work),
  }
}

async function readSession(path: string): Promise<Session | undefined> {
  try {
    return session.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new CommandFailed(messages.sessionUnreadable(path), { cause: error })
    }
    throw error
  }
}

/** Renamed into place, so that a command that is ended half way leaves the old session whole. */
async function writeSession(path: string, written: Session): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, `${JSON.stringify(written, undefined, 2)}\n`, { mode: 0o600, flush: true })
  await chmod(temporary, 0o600)
  await rename(temporary, path)
}

async function withLock<Answer>(path: string, work: () => Promise<Answer>): Promise<Answer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const end = performance.now() + LOCK_WAIT_MS
  while (!(await takeLock(path))) {
    if (performance.now() > end) throw new CommandFailed(messages.sessionBusy(path))
    await sleep(LOCK_POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    if (await isStale(path)) await rm(path, { force: true })
    return false
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > LOCK_STALE_MS
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
