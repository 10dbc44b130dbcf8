import { connectionUrl, databaseName, socketPath } from '../../kernel/database/embedded/access.ts'
import { prepareLayout, prepareSocketDir, socketPort } from '../../kernel/database/embedded/layout.ts'
import { DatabaseStartError } from '../../kernel/database/embedded/index.ts'
import { createLogger } from '../../kernel/logger.ts'
import type { Config } from '../../config.ts'
import { findDatabase } from '../../start-database.ts'
import { CommandFailed } from '../command.ts'
import { messages } from '../messages.ts'
import { existsSync } from 'node:fs'

/** The database as its owner, started if it has to be; one whose server runs already is asked through its own socket. */
export async function findOwnerUrl(config: Config): Promise<AsyncDisposable & { ownerUrl: string }> {
  try {
    const { urls, stop } = await findDatabase({ config, log: createLogger('silent') })
    return { ownerUrl: urls.ownerUrl, [Symbol.asyncDispose]: stop }
  } catch (error) {
    if (!(error instanceof DatabaseStartError) || error.reason !== 'in-use') throw error
    const ownerUrl = await findRunningOwnerUrl(config.dataDir)
    if (ownerUrl === undefined) throw new CommandFailed(messages.migrateUnreachable(error.message), { cause: error })
    return { ownerUrl, [Symbol.asyncDispose]: async () => undefined }
  }
}

/** Where the embedded database of a running server is asked, as the owner; undefined when there is no socket to ask. */
async function findRunningOwnerUrl(dataDir: string): Promise<string | undefined> {
  const layout = await prepareLayout({ dataDir })
  const { dir } = await prepareSocketDir({ log: () => undefined }, layout)
  const access = { kind: 'socket', dir, port: socketPort } as const
  if (!existsSync(socketPath(access))) return undefined
  return connectionUrl(access, { role: 'owner', database: databaseName })
}
