import { mkdir } from 'node:fs/promises'
import { compose } from './compose.ts'
import type { Config } from './config.ts'
import type { Logger } from './kernel/logger.ts'
import { startDatabase } from './start-database.ts'

export type RunningServer = {
  /** Where it answers. */
  url: string
  /** What to type on the first-run page, while there is no owner. */
  setupCode: string | undefined
  /** Resolves with the reason when the database is lost; the server cannot go on then. */
  lost: Promise<string>
  stop(): Promise<void>
}

/** Brings everything up in order, and takes down in reverse what was up when something fails. */
export async function startServer({ config, log }: { config: Config; log: Logger }): Promise<RunningServer> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await using parts = new AsyncDisposableStack()
  const data = parts.use(await startDatabase({ config, log }))
  const server = parts.use(await compose({ config, log, data }))

  if (config.ADMIN_EMAIL !== undefined && config.ADMIN_PASSWORD !== undefined && (await server.spaces.needsSetUp({}))) {
    await server.spaces.createOwner({
      name: config.ADMIN_NAME,
      email: config.ADMIN_EMAIL,
      password: config.ADMIN_PASSWORD,
    })
    log.info('the owner named in the configuration was created')
  }
  const setupCode = (await server.spaces.needsSetUp({})) ? await server.setupCode.read() : undefined
  if (config.SERVE !== 'web') await server.startJobs()
  if (config.demo) await server.addDemo()
  const url = await server.http.app.listen({ host: config.HOST, port: config.PORT })

  const running = parts.move()
  return { url, setupCode, lost: data.lost, stop: async () => running.disposeAsync() }
}
