import { join } from 'node:path'
import { type Api, openApi } from '@kinfolio/server/test/api'
import { type ServerOptions, type ServerProcess, startServerProcess } from '@kinfolio/server/test/server-process'
import pg from 'pg'

/** The real server in a process of its own, its owner signed in, and a way into its database for seeding. */
export type BenchServer = AsyncDisposable & { server: ServerProcess; api: Api; asAdmin: AsAdmin }
export type AsAdmin = <Answer>(work: (client: pg.Client) => Promise<Answer>) => Promise<Answer>

export async function startBenchServer(options: ServerOptions = {}): Promise<BenchServer> {
  const server = await startServerProcess({ ...options, hasOwner: true })
  return {
    server,
    api: await openApi(server.url),
    asAdmin: async (work) => asAdmin(server.dataDir, work),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  }
}

/** The superuser of the embedded cluster, who no policy applies to. */
async function asAdmin<Answer>(dataDir: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({ user: 'postgres', host: join(dataDir, 'postgres'), database: 'kinfolio' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
