import { readFile } from 'node:fs/promises'
import { ConfigError } from '../config.ts'
import { DatabaseStartError } from '../kernel/database/embedded/index.ts'
import { MigrationRefused } from '../kernel/database/index.ts'
import { type Command, CommandFailed, type CommandDeps, UsageError } from './command.ts'
import { exportCommand } from './export/export-command.ts'
import { importCommand } from './import/import-command.ts'
import { keysCommand } from './keys/keys-command.ts'
import { HELP, messages } from './messages.ts'
import { migrateCommand } from './migrate/migrate-command.ts'
import { personCommand } from './person/person-command.ts'
import { planCommand } from './plan/plan-command.ts'
import { loginCommand, logoutCommand } from './session/session-commands.ts'
import { configCommand } from './settings/config-command.ts'

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['import', importCommand],
  ['export', exportCommand],
  ['login', loginCommand],
  ['logout', logoutCommand],
  ['keys', keysCommand],
  ['plan', planCommand],
  ['person', personCommand],
  ['config', configCommand],
])

/** Runs the command line and gives its exit status: 0 done, 1 something was not, 2 the command line is wrong. */
export async function runCommand(deps: CommandDeps, args: string[]): Promise<number> {
  const [name, ...rest] = args
  try {
    if (name === '--version') return await printVersion(deps)
    if (name === undefined || name === '--help' || name === '-h' || rest.includes('--help')) {
      deps.terminal.print(helpFor(name))
      return 0
    }
    const command = COMMANDS.get(name)
    if (command === undefined) throw new UsageError(messages.unknownCommand(name))
    return await command(deps, rest)
  } catch (error) {
    return explain(deps, { name, error })
  }
}

function explain({ terminal }: CommandDeps, { name, error }: { name: string | undefined; error: unknown }): number {
  if (error instanceof UsageError || isWrongArgument(error)) {
    terminal.warn(`${error.message}\n\n${helpFor(name)}`)
    return 2
  }
  if (!isForeseen(error)) throw error
  terminal.warn(error.message)
  return 1
}

/** `parseArgs` explains itself: an unknown option, or one without its value. */
function isWrongArgument(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function isForeseen(error: unknown): error is Error {
  return (
    error instanceof CommandFailed ||
    error instanceof ConfigError ||
    error instanceof DatabaseStartError ||
    error instanceof MigrationRefused
  )
}

/** The lines about one command, or all of them. */
function helpFor(name: string | undefined): string {
  const entries = HELP.split(/\n(?= {2}kinfolio )/).filter((entry) => entry.startsWith(`  kinfolio ${name ?? ''} `))
  return entries.length === 0 ? HELP : entries.join('\n').trimEnd()
}

async function printVersion({ terminal }: CommandDeps): Promise<number> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  terminal.print(isVersioned ? String(manifest.version) : '')
  return 0
}
