import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { CommandDeps } from '../command.ts'
import { messages } from '../messages.ts'
import { describeSettings } from './describe-settings.ts'

/** `kinfolio config [--write FILE]`: the page of the documentation that is printed from the schema itself. */
export async function configCommand({ terminal }: CommandDeps, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { write: { type: 'string' } } })
  const page = describeSettings()
  if (values.write === undefined) terminal.print(page.trimEnd())
  else {
    await writeFile(values.write, page)
    terminal.print(messages.configWritten(values.write))
  }
  return 0
}
