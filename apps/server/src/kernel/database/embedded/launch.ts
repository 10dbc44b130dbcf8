import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterNameForPostgres, type Layout } from './layout.ts'
import { isAlive, readPostmasterFile } from './postmaster.ts'
import { spawnIdentity } from './run-as.ts'
import { programPath, type Runtime } from './runtime.ts'
import { DatabaseStartError, KEPT } from './start-error.ts'

/** A running PostgreSQL: one we started, or one that was found. */
export type Postgres = { pid: number; gone: Promise<string> }

/** How long to look before saying again that the database is still recovering; recovery itself is never cut short. */
const recoveryNoticeMs = 10_000
const readyPollMs = 5
const gonePollMs = 500

/** A clean stop lets running statements be rolled back; after this they are cut off, which recovery makes good. */
export const cleanStopTimeoutMs = 20_000
const quickStopTimeoutMs = 5_000

export const startLogName = 'start.log'

/**
 * Starts PostgreSQL in its own session, so that Ctrl-C in the terminal reaches only Kinfolio, which then stops it in
 * the right order. It inherits none of our environment, where secrets may be.
 */
export async function launchPostgres(
  deps: { runtime: Runtime; layout: Layout; log: (line: string) => void; signal?: AbortSignal | undefined },
  input: { settings: string[] },
): Promise<Postgres> {
  const { runtime, layout } = deps
  const logPath = join(layout.logs, startLogName)
  const output = openSync(logPath, 'w', 0o600)
  const name = clusterNameForPostgres(layout, layout.cluster)
  try {
    if (process.platform === 'win32') return await launchOnWindows(deps, { ...input, output })
    const child = spawn(programPath(runtime, 'postgres'), ['-D', name, ...input.settings], {
      cwd: layout.cluster,
      env: childEnvironment(),
      detached: true,
      stdio: ['ignore', output, output],
      ...spawnIdentity(layout.runAs),
    })
    const gone = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be run: ${error.message}`))
      child.once('exit', (code, signal) => resolve(signal === null ? `ended with code ${code}` : `ended by ${signal}`))
    })
    child.unref()
    const postgres = { pid: child.pid ?? 0, gone }
    await waitUntilReady(deps, { postgres, logPath })
    return postgres
  } finally {
    closeSync(output)
  }
}

/** Watches a PostgreSQL that is not our child. */
export function watchPostgres(pid: number): Postgres {
  const gone = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return
      clearInterval(timer)
      resolve('ended')
    }, gonePollMs)
    timer.unref()
  })
  return { pid, gone }
}

/** Stops cleanly, and if that takes too long, quickly; committed work survives both. */
export async function stopPostgres(
  deps: { runtime: Runtime; layout: Layout; log: (line: string) => void },
  postgres: Postgres,
): Promise<void> {
  for (const [mode, signal, timeoutMs] of [
    ['fast', 'SIGINT', cleanStopTimeoutMs],
    ['immediate', 'SIGQUIT', quickStopTimeoutMs],
  ] as const) {
    if (process.platform === 'win32') {
      spawnSync(programPath(deps.runtime, 'pg_ctl'), ['stop', '-W', '-m', mode, '-D', deps.layout.cluster])
    } else if (isAlive(postgres.pid)) {
      process.kill(postgres.pid, signal)
    }
    if (await isGoneWithin(postgres, timeoutMs)) return
    deps.log(`database: process ${postgres.pid} did not stop within ${timeoutMs / 1000} s of ${signal}`)
  }
  if (isAlive(postgres.pid)) process.kill(postgres.pid, 'SIGKILL')
  await isGoneWithin(postgres, quickStopTimeoutMs)
}

async function isGoneWithin(postgres: Postgres, timeoutMs: number): Promise<boolean> {
  const waiting = new AbortController()
  const end = performance.now() + timeoutMs
  let gone = false
  void postgres.gone.then(() => (gone = true))
  while (performance.now() < end) {
    if (gone || !isAlive(postgres.pid)) return true
    await sleep(readyPollMs, undefined, { signal: waiting.signal })
  }
  return false
}

/** pg_ctl gives up administrator rights there, which PostgreSQL insists on; signals do not exist. */
async function launchOnWindows(
  deps: { runtime: Runtime; layout: Layout; log: (line: string) => void; signal?: AbortSignal | undefined },
  input: { settings: string[]; output: number },
): Promise<Postgres> {
  const logPath = join(deps.layout.logs, startLogName)
  const options = input.settings.map((argument) => `"${argument}"`).join(' ')
  spawnSync(programPath(deps.runtime, 'pg_ctl'), ['start', '-W', '-D', deps.layout.cluster, '-o', options], {
    stdio: ['ignore', input.output, input.output],
  })
  const deadline = performance.now() + recoveryNoticeMs
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(deps.layout.cluster)
    if (file !== undefined) {
      const postgres = watchPostgres(file.pid)
      await waitUntilReady(deps, { postgres, logPath })
      return postgres
    }
    await sleep(readyPollMs)
  }
  throw await startFailure(logPath, 'it wrote no postmaster.pid')
}

/** Waits through recovery, however long it takes: ending it would only make the next start begin it again. */
export async function waitUntilReady(
  deps: { runtime: Runtime; layout: Layout; log: (line: string) => void; signal?: AbortSignal | undefined },
  input: { postgres: Postgres; logPath: string },
): Promise<void> {
  const { postgres } = input
  let goneReason: string | undefined
  void postgres.gone.then((reason) => (goneReason = reason))
  let noticeAt = performance.now() + recoveryNoticeMs
  for (;;) {
    const file = await readPostmasterFile(deps.layout.cluster)
    if (file?.pid === postgres.pid && file.isReady) return
    if (goneReason !== undefined) throw await startFailure(input.logPath, goneReason)
    if (deps.signal?.aborted === true) {
      await stopPostgres(deps, postgres)
      deps.signal.throwIfAborted()
    }
    if (performance.now() > noticeAt) {
      deps.log('database: still replaying what was written before the last stop; this ends by itself')
      noticeAt += recoveryNoticeMs
    }
    await sleep(readyPollMs)
  }
}

/** PostgreSQL's own words, as far as it got. */
async function startFailure(logPath: string, reason: string): Promise<DatabaseStartError> {
  const text = await readFile(logPath, 'utf8').catch(() => '')
  const said = lastComplaint(text) ?? reason
  const kind = /no space left/i.test(text)
    ? 'no-space'
    : /permission denied/i.test(text)
      ? 'permission'
      : 'did-not-start'
  const advice =
    kind === 'no-space' ? 'Free some space and start again.' : `More is in ${logPath} and the files beside it.`
  return new DatabaseStartError(kind, `PostgreSQL did not start: ${said}. ${KEPT} ${advice}`)
}

function lastComplaint(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => /FATAL|PANIC|ERROR|error while loading|could not/.test(line))
  return lines
    .at(-1)
    ?.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '')
    .trim()
}

/** What PostgreSQL needs of an environment. Windows cannot load libraries without some of its own. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const kept = process.platform === 'win32' ? process.env : {}
  return { ...kept, LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] }
}
