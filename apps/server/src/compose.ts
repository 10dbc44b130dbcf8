import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { systemClock } from './kernel/clock.ts'
import {
  createHttp,
  observeRequests,
  serveDashboard,
  serveProblemPages,
  type Http,
  type RateLimits,
} from './kernel/http/index.ts'
import type { Logger } from './kernel/logger.ts'
import { createMetrics } from './kernel/metrics.ts'
import { keptSecret } from './kernel/secrets/index.ts'
import {
  createAccessTokens,
  createAccounts,
  createPasswords,
  makeSigningKey,
  serveAccounts,
} from './modules/accounts/index.ts'
import { serveHealth } from './modules/operations/index.ts'
import { createDoorkeeper, createSetupCode, createSpaces, serveSpaces } from './modules/spaces/index.ts'
import type { ServerDatabase } from './start-database.ts'

const WEB_APP_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url))
const JSON_BYTES_MAX = 2 * 1024 * 1024

export type Parts = { config: Config; log: Logger; data: ServerDatabase }
export type Server = {
  http: Http
  spaces: ReturnType<typeof createSpaces>
  setupCode: ReturnType<typeof createSetupCode>
  stop(): Promise<void>
}

/** The only place that constructs things: every part, given what it needs, once. */
export async function compose(parts: Parts): Promise<Server> {
  const { config, log, data } = parts
  const { database } = data
  const clock = systemClock
  const metrics = createMetrics()
  let isStopping = false

  const signingKey = await keptSecret(config.keysDir, { name: 'signing-key.json', make: makeSigningKey })
  const accessTokens = await createAccessTokens({ signingKey, clock })
  const passwords = createPasswords()
  const setupCode = createSetupCode(config.keysDir)
  const accounts = createAccounts({ database, accessTokens, passwords, clock })
  const spaces = createSpaces({ database, accessTokens, passwords, clock, setupCode })

  const http = await createHttp({
    doorkeeper: createDoorkeeper({ database, accessTokens, clock }),
    log,
    trustedProxies: config.TRUSTED_PROXIES,
    publicUrl: config.PUBLIC_URL === undefined ? undefined : new URL(config.PUBLIC_URL),
    rateLimits: rateLimitsOf(config),
    jsonBytesMax: JSON_BYTES_MAX,
  })
  observeRequests(http.app, metrics)
  serveAccounts(http.serve, accounts)
  serveSpaces(http.serve, { spaces, database })
  serveHealth(http.app, { database, dataDir: config.dataDir, metrics, isStopping: () => isStopping })
  serveProblemPages(http.app)
  await serveDashboard(http.app, WEB_APP_FOLDER)

  metrics.gauge('db_connections', 'Open database connections', () => database.connections().total)
  metrics.gauge(
    'db_connections_waiting',
    'Work that waits for a database connection',
    () => database.connections().waiting,
  )

  return {
    http,
    spaces,
    setupCode,
    stop: async () => {
      isStopping = true
      await http.app.close()
    },
  }
}

function rateLimitsOf(config: Config): RateLimits {
  return { personReads: config.RATE_READS, personWrites: config.RATE_WRITES, address: config.RATE_ADDRESS }
}
