import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startEmbeddedDatabase } from '../src/kernel/database/embedded/index.ts'
import { ABANDONED_PREFIX } from './cluster.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
/** As `npm start` and the image have it. */
export const NODE_FLAGS = ['--max-semi-space-size=16']
const START_TIMEOUT_MS = 60_000
const READY_POLL_MS = 10
/** The log of a process is kept for its failure message, up to this many characters. */
const LOG_LENGTH_MAX = 200_000

export const OWNER = { name: 'Ada Byron', email: 'ada@example.org', password: 'ink on paper since 1843' }

export type ServerOptions = {
  /** Over what every test wants: a free port, no rate limits, no log below warnings. */
  env?: Record<string, string>
  /** Creates OWNER at the first start, so that nobody has to type the set-up code. */
  hasOwner?: boolean
  /** Shared with another process, and left in place at the end; its own otherwise. */
  dataDir?: string
}

/** How a process ended: its exit code, or the signal that ended it. */
export type Ending = { code: number | null; signal: string | null; ms: number }

/** The real server in a process of its own, with a DATA_DIR that goes away with it. */
export type ServerProcess = AsyncDisposable & {
  /** Stays the same over restarts. */
  /** The address of numbers that it listens on: no name is looked up by who calls it. */
  readonly url: string
  /** The address that it told at the terminal. */
  readonly told: string
  readonly setupCode: string | undefined
  readonly dataDir: string
  readonly pid: number
  /** What it printed and logged since the first start. */
  readonly log: string
  /** Sends the signal and waits for the end. Its PostgreSQL outlives a SIGKILL, as it would on a real machine. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ending>
  /** Starts again on the same port and DATA_DIR; the time from spawning to the first `/readyz` that answers 200. */
  restart(): Promise<{ readyMs: number }>
}

/** Starts the server as `npm start` does, and waits until it says where it is. */
export async function startServerProcess(options: ServerOptions = {}): Promise<ServerProcess> {
  // The next test run finds by this name what a killed one left, and ends its PostgreSQL.
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), `${ABANDONED_PREFIX}${process.pid}-`)))
  const state = { child: spawnServer({ dataDir, port: '0', options }), log: '', wasKilled: false }
  const { told, setupCode } = await greeting(state)
  const url = told.replace('//localhost', '//127.0.0.1')
  const { port } = new URL(url)

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ending> {
    const startedMs = performance.now()
    state.wasKilled = signal === 'SIGKILL'
    const { child } = state
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return { code: child.exitCode, signal: child.signalCode, ms: performance.now() - startedMs }
  }
  async function restart(): Promise<{ readyMs: number }> {
    const startedMs = performance.now()
    state.wasKilled = false
    state.child = spawnServer({ dataDir, port, options })
    const [readyMs] = await Promise.all([
      ready(url, state.child).then(() => performance.now() - startedMs),
      greeting(state),
    ])
    return { readyMs }
  }
  return {
    url,
    told,
    setupCode,
    dataDir,
    get pid() {
      return state.child.pid ?? 0
    },
    get log() {
      return state.log
    },
    end,
    restart,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      const hasDatabase = options.env?.['DATABASE_URL'] === undefined
      if (hasDatabase && (state.wasKilled || state.child.exitCode !== 0)) await endDatabase(dataDir)
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Whether it takes requests: its database answers and files can be written. */
export function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && !(await isReady(url))) await sleep(READY_POLL_MS)
}

type Spawned = { dataDir: string; port: string; options: ServerOptions }

function spawnServer({ dataDir, port, options: { env = {}, hasOwner = false } }: Spawned): ChildProcess {
  const owner = { ADMIN_NAME: OWNER.name, ADMIN_EMAIL: OWNER.email, ADMIN_PASSWORD: OWNER.password }
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? tmpdir(),
      TMPDIR: tmpdir(),
      DATA_DIR: dataDir,
      PORT: port,
      LOG_LEVEL: 'warn',
      RATE_READS: '1000000',
      RATE_WRITES: '1000000',
      RATE_ADDRESS: '1000000',
      ...(hasOwner ? owner : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that ends without disposing leaves no server behind.
  const follow = (): boolean => child.kill('SIGKILL')
  process.once('exit', follow)
  child.once('exit', () => process.off('exit', follow))
  return child
}

/** Waits for the lines that a person at the terminal reads; throws what was printed when it ends before. */
async function greeting(state: {
  child: ChildProcess
  log: string
}): Promise<{ told: string; setupCode: string | undefined }> {
  const { child } = state
  const { promise, resolve, reject } = Promise.withResolvers<{ told: string; setupCode: string | undefined }>()
  let printed = ''
  const hear = (chunk: unknown): void => {
    printed = `${printed}${String(chunk)}`.slice(-LOG_LENGTH_MAX)
    state.log = `${state.log}${String(chunk)}`.slice(-LOG_LENGTH_MAX)
    const found = /Kinfolio is at (\S+)\n(?: +Set-up code: +(\S+).*\n)?\n/.exec(printed)
    if (found?.[1] !== undefined) resolve({ told: found[1], setupCode: found[2] })
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was up:\n${printed}`)))
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    reject(new Error(`the server said nothing for ${START_TIMEOUT_MS} ms:\n${printed}`))
  }, START_TIMEOUT_MS)
  return promise.finally(() => clearTimeout(timer))
}

/** Takes over the PostgreSQL that a killed server left, to stop it the way a server does. */
async function endDatabase(dataDir: string): Promise<void> {
  const database = await startEmbeddedDatabase({ dataDir, log: () => undefined })
  await database.stop()
}
