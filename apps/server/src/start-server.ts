import { mkdir } from 'node:fs/promises'
import { Problem } from '@kinfolio/contracts'
import { compose, type Server } from './compose.ts'
import { type Config, ConfigError } from './config.ts'
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
  await makeDataFolder(config.dataDir)
  await using parts = new AsyncDisposableStack()
  const data = parts.use(await startDatabase({ config, log }))
  const server = parts.use(await compose({ config, log, data }))

  await createConfiguredOwner({ config, log, spaces: server.spaces })
  const setupCode = (await server.spaces.needsSetUp({})) ? await server.setupCode.read() : undefined
  if (config.SERVE !== 'web') await server.startJobs()
  if (config.demo) await server.addDemo()
  const url = await listen(server, config)

  const running = parts.move()
  return { url, setupCode, lost: data.lost, stop: async () => running.disposeAsync() }
}

async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be made'
    throw new ConfigError(`DATA_DIR: ${why}`, { cause: error })
  }
}

/** Throws `ConfigError` for an address that is taken, not ours, or not there. */
async function listen(server: Server, { HOST: host, PORT: port }: Config): Promise<string> {
  try {
    return await server.http.app.listen({ host, port })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new ConfigError(`HOST and PORT: ${error.message}`, { cause: error })
  }
}

type OwnerInput = { config: Config; log: Logger; spaces: Server['spaces'] }

/** The owner whom the configuration names, at the first start only: later the account is the person's own affair. */
async function createConfiguredOwner({ config, log, spaces }: OwnerInput): Promise<void> {
  const { ADMIN_NAME: name, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config
  if (email === undefined || password === undefined || !(await spaces.needsSetUp({}))) return
  try {
    await spaces.createOwner({ name, email, password })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new ConfigError(`ADMIN_PASSWORD: ${error.message}`, { cause: error })
  }
  log.info('the owner named in the configuration was created')
}
