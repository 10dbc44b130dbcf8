import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterNameForPostgres, type Layout } from './layout.ts'
import { isAlive, isPostgresOf, readPostmasterFile } from './postmaster.ts'
import { spawnIdentity } from './run-as.ts'
import { programPath, type Runtime } from './runtime.ts'
import { DatabaseStartError, KEPT } from './start-error.ts'

/** A running PostgreSQL: one we started, or one that was found. `gone` resolves with how it ended. */
export type Postgres = { pid: number; gone: Promise<string> }

export type LaunchDeps = {
  runtime: Runtime
  layout: Layout
  log: (line: string) => void
  signal?: AbortSignal | undefined
}

/** How long to look before saying again that the database is still recovering; recovery itself is never cut short. */
const recoveryNoticeMs = 10_000
const readyPollMs = 5
const gonePollMs = 250
/** Less than one segment of the write-ahead log is too little to start with. */
const fullDiskBytes = 16 * 1024 * 1024
const windowsStartMs = 30_000

/** A clean stop lets running statements be rolled back; after this they are cut off, which recovery makes good. */
const cleanStopTimeoutMs = 20_000
/** PostgreSQL itself kills children that do not obey a quick stop after five seconds. */
const quickStopTimeoutMs = 10_000

const startLogName = 'start.log'

/** The command that starts PostgreSQL on this cluster; a running one that was started otherwise is out of date. */
export function launchCommand(deps: LaunchDeps, settings: string[]): string[] {
  const name = clusterNameForPostgres(deps.layout, deps.layout.cluster)
  return [programPath(deps.runtime, 'postgres'), '-D', name, ...settings]
}

/**
 * Starts PostgreSQL in its own session, so that Ctrl-C in the terminal reaches only Kinfolio, which then stops it in
 * the right order. It inherits none of our environment, where secrets may be.
 */
export async function launchPostgres(deps: LaunchDeps, settings: string[]): Promise<Postgres> {
  deps.signal?.throwIfAborted()
  const output = openSync(join(deps.layout.logs, startLogName), 'w', 0o600)
  try {
    const postgres =
      process.platform === 'win32'
        ? await launchOnWindows(deps, { settings, output })
        : launchChild(deps, { settings, output })
    return await waitUntilReady(deps, postgres).catch(async (error: unknown) => {
      await stopPostgres(deps, { postgres })
      throw error
    })
  } finally {
    closeSync(output)
  }
}

function launchChild(deps: LaunchDeps, input: { settings: string[]; output: number }): Postgres {
  const [program = '', ...args] = launchCommand(deps, input.settings)
  const child = spawn(program, args, {
    cwd: deps.layout.cluster,
    env: childEnvironment(),
    detached: true,
    stdio: ['ignore', input.output, input.output],
    ...spawnIdentity(deps.layout.runAs),
  })
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be run: ${error.message}`))
    child.once('exit', (code, signal) => resolve(signal === null ? `ended with code ${code}` : `ended by ${signal}`))
  })
  child.unref()
  return { pid: child.pid ?? 0, gone }
}

/** Gives up administrator rights by way of pg_ctl, as PostgreSQL insists on there; the process is not our child then. */
async function launchOnWindows(deps: LaunchDeps, input: { settings: string[]; output: number }): Promise<Postgres> {
  const options = input.settings.map((argument) => `"${argument}"`).join(' ')
  spawnSync(programPath(deps.runtime, 'pg_ctl'), ['start', '-W', '-D', deps.layout.cluster, '-o', options], {
    stdio: ['ignore', input.output, input.output],
  })
  const end = performance.now() + windowsStartMs
  while (performance.now() < end) {
    const file = await readPostmasterFile(deps.layout.cluster)
    if (file !== undefined) return watchPostgres(deps, file.pid)
    await sleep(readyPollMs)
  }
  throw await startFailure(deps, 'it wrote no postmaster.pid')
}

/** Watches a PostgreSQL that is not our child. */
export function watchPostgres(deps: Pick<LaunchDeps, 'layout'>, pid: number): Postgres {
  const gone = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (isPostgresOf(deps.layout.cluster, pid)) return
      clearInterval(timer)
      resolve('ended')
    }, gonePollMs)
    timer.unref()
  })
  return { pid, gone }
}

/** Waits through recovery, however long it takes: ending it would only make the next start begin it again. */
export async function waitUntilReady(deps: LaunchDeps, postgres: Postgres): Promise<Postgres> {
  let goneReason: string | undefined
  void postgres.gone.then((reason) => (goneReason = reason))
  let noticeAt = performance.now() + recoveryNoticeMs
  for (;;) {
    const file = await readPostmasterFile(deps.layout.cluster)
    if (file?.pid === postgres.pid && file.isReady) return postgres
    if (goneReason !== undefined) throw await startFailure(deps, goneReason)
    deps.signal?.throwIfAborted()
    if (performance.now() > noticeAt) {
      deps.log('database: still replaying what was written before the last stop; this ends by itself')
      noticeAt += recoveryNoticeMs
    }
    await sleep(readyPollMs)
  }
}

/** Stops cleanly, and if that takes too long, quickly; committed work survives both. */
export async function stopPostgres(
  deps: LaunchDeps,
  input: { postgres: Postgres; cleanMs?: number; quickMs?: number },
): Promise<void> {
  const { postgres, cleanMs = cleanStopTimeoutMs, quickMs = quickStopTimeoutMs } = input
  const steps = [
    { mode: 'fast', signal: 'SIGINT', waitMs: cleanMs },
    { mode: 'immediate', signal: 'SIGQUIT', waitMs: quickMs },
    { mode: 'immediate', signal: 'SIGKILL', waitMs: quickMs },
  ] as const
  for (const { mode, signal, waitMs } of steps) {
    // The id may have been given to another program by now, which must not be hit.
    if (!isPostgresOf(deps.layout.cluster, postgres.pid)) return
    if (process.platform === 'win32') {
      spawnSync(programPath(deps.runtime, 'pg_ctl'), ['stop', '-W', '-m', mode, '-D', deps.layout.cluster])
    } else {
      process.kill(postgres.pid, signal)
    }
    if (await isGoneWithin(deps, { postgres, timeoutMs: waitMs })) return
    deps.log(`database: process ${postgres.pid} did not stop within ${waitMs} ms of ${signal}`)
  }
}

async function isGoneWithin(deps: LaunchDeps, input: { postgres: Postgres; timeoutMs: number }): Promise<boolean> {
  const { pid } = input.postgres
  const end = performance.now() + input.timeoutMs
  while (performance.now() < end) {
    // An ending process leaves its folder a moment before it is gone, so being there is what counts.
    if (!isAlive(pid)) return true
    await sleep(readyPollMs)
  }
  return !isPostgresOf(deps.layout.cluster, pid)
}

/** PostgreSQL's own words, as far as it got. */
async function startFailure(deps: LaunchDeps, reason: string): Promise<DatabaseStartError> {
  const logPath = join(deps.layout.logs, startLogName)
  const text = await readFile(logPath, 'utf8').catch(() => '')
  const said = lastComplaint(text) ?? reason
  if (/no space left/i.test(said) || (await isDiskFull(deps.layout.home))) {
    return new DatabaseStartError(
      'no-space',
      `PostgreSQL did not start: ${said}. ${KEPT} Free some space and start again.`,
    )
  }
  return new DatabaseStartError(
    /permission denied/i.test(said) ? 'permission' : 'did-not-start',
    `PostgreSQL did not start: ${said}. ${KEPT} More is in ${logPath} and the files beside it.`,
  )
}

/** On a full disk PostgreSQL cannot even write down why it ended. */
async function isDiskFull(dir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize < fullDiskBytes
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
