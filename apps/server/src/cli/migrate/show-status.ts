import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../config.ts'
import { migrationStatus } from '../../kernel/database/index.ts'
import { MIGRATIONS_FOLDER } from '../../start-database.ts'
import type { CommandDeps } from '../command.ts'
import { messages } from '../messages.ts'
import { findOwnerUrl } from './running-database.ts'

/** Prints each step and when it was taken. A server that runs already is asked through its own socket. */
export async function showStatus({ terminal, env }: CommandDeps): Promise<number> {
  const config = readConfig(env)
  if (config.DATABASE_URL === undefined && !existsSync(join(config.dataDir, 'postgres'))) {
    terminal.print(messages.migrateNoDatabase(config.dataDir))
    return 0
  }
  await using found = await findOwnerUrl(config)
  const steps = await migrationStatus({ ownerUrl: found.ownerUrl, folder: MIGRATIONS_FOLDER })
  const width = Math.max(...steps.map(({ name }) => name.length))
  for (const { name, appliedAt } of steps) {
    terminal.print(`${name.padEnd(width)}  ${appliedAt?.toISOString() ?? messages.stepWaits}`)
  }
  return 0
}
