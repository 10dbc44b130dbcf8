import { connectionUrl, databaseName, socketPath } from '../../kernel/database/embedded/access.ts'
import { prepareLayout, prepareSocketDir, socketPort } from '../../kernel/database/embedded/layout.ts'
import { existsSync } from 'node:fs'

/** Where the embedded database of a running server is asked, as the owner; undefined when there is no socket to ask. */
export async function findRunningOwnerUrl(dataDir: string): Promise<string | undefined> {
  const layout = await prepareLayout({ dataDir })
  const { dir } = await prepareSocketDir({ log: () => undefined }, layout)
  const access = { kind: 'socket', dir, port: socketPort } as const
  if (!existsSync(socketPath(access))) return undefined
  return connectionUrl(access, { role: 'owner', database: databaseName })
}
