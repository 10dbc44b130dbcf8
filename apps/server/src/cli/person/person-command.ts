import { parseArgs } from 'node:util'
import { type Config, readConfig } from '../../config.ts'
import { systemClock } from '../../kernel/clock.ts'
import { type Database, openDatabase } from '../../kernel/database/index.ts'
import { secretLinks } from '../../modules/accounts/index.ts'
import { CommandFailed, type CommandDeps, UsageError } from '../command.ts'
import { messages } from '../messages.ts'
import { findOwnerUrl } from '../migrate/running-database.ts'

const PURPOSES = new Map([
  ['reset', { purpose: 'reset-password', words: messages.resetLink }],
  ['verify', { purpose: 'verify-email', words: messages.verifyLink }],
] as const)

/**
 * `kinfolio person reset EMAIL` and `kinfolio person verify EMAIL` print the link that a mail would bring: for whoever
 * runs a server that sends none. They ask the database, not the API, and may run beside the server.
 */
export async function personCommand({ terminal, env }: CommandDeps, args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [what = '', email, ...more] = positionals
  const asked = [...PURPOSES].find(([name]) => name === what)?.[1]
  if (asked === undefined || email === undefined || more.length > 0) throw new UsageError(messages.personWhat)
  const config = readConfig(env)
  const publicUrl = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`
  await using house = await openHouse(config)
  const deps = { database: house.database, clock: systemClock }
  const link = await secretLinks.handOut(deps, { email, purpose: asked.purpose, publicUrl })
  if (link === 'nobody') throw new CommandFailed(messages.personUnknown(email))
  if (link === 'nothing-to-prove') throw new CommandFailed(messages.personVerified(email))
  // The link alone goes to standard output, so that it can be piped on.
  terminal.warn(asked.words(link.to, link.hoursValid))
  terminal.print(link.url)
  terminal.warn(messages.handItOver)
  if (config.PUBLIC_URL === undefined) terminal.warn(messages.linkAddressGuessed(publicUrl))
  return 0
}

async function openHouse(config: Config): Promise<AsyncDisposable & { database: Database }> {
  await using stack = new AsyncDisposableStack()
  const { ownerUrl } = stack.use(await findOwnerUrl(config))
  const database = stack.use(openDatabase({ url: ownerUrl, connectionsMax: 2, onError: () => undefined }))
  const open = stack.move()
  return { database, [Symbol.asyncDispose]: async () => open.disposeAsync() }
}
