import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { stopPostgres, watchPostgres } from './launch.ts'
import { readPostmasterFile } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { findRuntime } from './runtime.ts'

/** A folder for one test: whatever PostgreSQL still runs below it is ended, and it is removed. */
export type Throwaway = AsyncDisposable & { dir: string; dataDir: string }

export async function throwawayFolder(options: { mode?: number } = {}): Promise<Throwaway> {
  const dir = await mkdtemp(join(tmpdir(), 'kinfolio-embedded-'))
  await chmod(dir, options.mode ?? 0o755)
  const dataDir = join(dir, 'data')
  return {
    dir,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      await endPostgresOf(dataDir)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Ends, without ceremony, what a test left running. */
async function endPostgresOf(dataDir: string): Promise<void> {
  const home = join(dataDir, 'postgres')
  const cluster = join(home, '18')
  const file = await readPostmasterFile(cluster).catch(() => undefined)
  if (file === undefined) return
  const layout = { home, cluster, logs: join(home, 'log'), keys: join(dataDir, 'keys'), runAs: chooseRunAs(cluster) }
  const deps = { runtime: await findRuntime(), layout, log: () => undefined }
  await stopPostgres(deps, { postgres: watchPostgres(deps, file.pid), cleanMs: 2_000 })
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}

export type ServedDatabase = { pid: number; ownerUrl: string; appUrl: string; startMs: number }
export type ServerProcess = { child: ChildProcess; lines: string[]; database: ServedDatabase | undefined }

/**
 * Another process that starts the database, as a server does, and then only waits to be killed. Answers when it is up
 * or has given up; `database` is undefined in the second case, and `lines` says why.
 */
export async function serveInChild(
  input: { dataDir: string; templateDir?: string; maxConnections?: number },
  identity: { uid?: number; gid?: number } = {},
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL('./serve-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(input)], {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return { child, lines, database: JSON.parse(line) }
    lines.push(line)
  }
  child.stderr.setEncoding('utf8')
  for await (const text of child.stderr) lines.push(String(text))
  return { child, lines, database: undefined }
}

/** As the kernel does it when memory runs out: nothing of the process's own runs any more. */
export async function killServer(server: ServerProcess): Promise<void> {
  const ended = new Promise((resolve) => server.child.once('exit', resolve))
  server.child.kill('SIGKILL')
  await ended
}
