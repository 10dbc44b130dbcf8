import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { SIGN_IN, type Database } from '../../kernel/database/index.ts'
import type { Metrics } from '../../kernel/metrics.ts'

export type HealthDeps = { database: Database; dataDir: string; metrics: Metrics }
type Check = 'ok' | 'failed'

const CHECK_TIMEOUT_MS = 2_000

/**
 * `/healthz`: the process lives. `/readyz`: it may get requests: the database answers and files can be written.
 * `/health`: both in words. None tells anything about what is stored.
 */
export function serveHealth(app: FastifyInstance, deps: HealthDeps): void {
  const hidden = { schema: { hide: true } }
  app.get('/healthz', hidden, async () => ({ status: 'ok' }))
  for (const path of ['/readyz', '/health']) {
    app.get(path, hidden, async (_request, reply) => {
      const checks = await checkAll(deps)
      const isReady = Object.values(checks).every((check) => check === 'ok')
      return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'failed', checks })
    })
  }
  app.get('/metrics', hidden, async (_request, reply) =>
    reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics()),
  )
}

async function checkAll(deps: HealthDeps): Promise<Record<string, Check>> {
  const [database, storage] = await Promise.all([
    passes(deps.database.read(SIGN_IN, async () => undefined)),
    passes(access(deps.dataDir, constants.W_OK)),
  ])
  return { database, storage }
}

async function passes(attempt: Promise<unknown>): Promise<Check> {
  const tooSlow = new Promise<Check>((end) => setTimeout(end, CHECK_TIMEOUT_MS, 'failed').unref())
  const outcome = attempt.then(
    (): Check => 'ok',
    (): Check => 'failed',
  )
  return Promise.race([outcome, tooSlow])
}
