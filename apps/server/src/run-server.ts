import { ConfigError, readConfig } from './config.ts'
import { DatabaseStartError } from './kernel/database/embedded/index.ts'
import { MigrationRefused } from './kernel/database/index.ts'
import { createLogger } from './kernel/logger.ts'
import { addressForPeople } from './address-for-people.ts'
import { startServer, type RunningServer } from './start-server.ts'

const STOP_TIMEOUT_MS = 30_000

/** Runs until a signal ends it. What an operator can put right is one line on standard error and status 1. */
export async function runServer(): Promise<void> {
  try {
    const config = readConfig(process.env, process.argv.slice(2))
    const server = await startServer({ config, log: createLogger(config.LOG_LEVEL) })
    // In this order: who has read the greeting may send a signal.
    stopOnSignal(server)
    greet(server)
    void server.lost.then((reason) =>
      endWith(`The database ended: ${reason}. Everything acknowledged is kept; start again.`),
    )
  } catch (error) {
    if (!isForeseen(error)) throw error
    endWith(error.message)
  }
}

function greet({ url, setupCode }: RunningServer): void {
  const lines = ['', `  Kinfolio is at ${addressForPeople(url)}`]
  if (setupCode !== undefined) lines.push(`  Set-up code:  ${setupCode}   (asked for once, on the first page)`)
  process.stdout.write([...lines, '', ''].join('\n'))
}

function stopOnSignal(server: RunningServer): void {
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return
      isStopping = true
      setTimeout(() => endWith('The server did not stop in time and was ended.'), STOP_TIMEOUT_MS).unref()
      void server.stop().then(() => process.exit(0))
    })
  }
}

/** What an operator can put right: one line, no stack. */
function isForeseen(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof DatabaseStartError ||
    error instanceof MigrationRefused ||
    (error instanceof Error && 'code' in error && error.code === 'EACCES')
  )
}

function endWith(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
