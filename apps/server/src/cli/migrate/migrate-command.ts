import { parseArgs } from 'node:util'
import { readConfig } from '../../config.ts'
import { createLogger } from '../../kernel/logger.ts'
import { migrate } from '../../kernel/database/index.ts'
import { findDatabase, MIGRATIONS_FOLDER } from '../../start-database.ts'
import { type CommandDeps, UsageError } from '../command.ts'
import { messages } from '../messages.ts'
import { beginStep } from './begin-step.ts'
import { showStatus } from './show-status.ts'

/** `kinfolio migrate up|status|new NAME`: plain SQL, forward only. */
export async function migrateCommand(deps: CommandDeps, args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [what, name, ...more] = positionals
  if (more.length === 0 && what === 'new' && name !== undefined) {
    deps.terminal.print(messages.migrateCreated(await beginStep(MIGRATIONS_FOLDER, name)))
    return 0
  }
  if (name === undefined && what === 'up') return goUp(deps)
  if (name === undefined && what === 'status') return showStatus(deps)
  throw new UsageError(messages.migrateWhat)
}

/** Refused while a server owns the embedded database: it has brought the schema up to date itself. */
async function goUp({ terminal, env }: CommandDeps): Promise<number> {
  const config = readConfig(env)
  const found = await findDatabase({ config, log: createLogger('silent') })
  try {
    const taken = await migrate({ ...found.urls, folder: MIGRATIONS_FOLDER, log: (line) => terminal.print(line) })
    terminal.print(taken.length === 0 ? messages.migrateUpToDate : messages.migrateApplied(taken.length))
    return 0
  } finally {
    await found.stop()
  }
}
