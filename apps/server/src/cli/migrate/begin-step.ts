import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMigrations } from '../../kernel/database/migrations.ts'
import { UsageError } from '../command.ts'
import { messages } from '../messages.ts'

const STEP_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NUMBER_DIGITS = 4

/** Writes the file of the next step, with the header that says what a step is. Answers its path. */
export async function beginStep(folder: string, name: string): Promise<string> {
  if (!STEP_NAME.test(name)) throw new UsageError(messages.migrateName)
  const last = (await readMigrations(folder)).at(-1)?.number ?? 0
  const number = String(last + 1).padStart(NUMBER_DIGITS, '0')
  const path = join(folder, `${number}-${name}.sql`)
  // "wx": two people who begin a step at once do not write over each other.
  await writeFile(path, messages.migrateHeader(number), { flag: 'wx' })
  return path
}
