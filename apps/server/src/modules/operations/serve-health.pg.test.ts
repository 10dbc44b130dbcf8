import { connect, createServer, type Server, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { openDatabase } from '../../kernel/database/index.ts'
import { createMetrics } from '../../kernel/metrics.ts'
import { serveHealth } from './index.ts'

let house: TestDatabase
let dataDir: string
beforeAll(async () => {
  house = await openTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'kinfolio-health-'))
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

/** A way to the database that a test can close, open again, or leave unanswered: a cable in its hand. */
type Line = AsyncDisposable & { url: string; state: 'open' | 'cut' | 'silent' }

async function openLine(): Promise<Line> {
  const target = new URL(house.appUrl)
  const folder = target.searchParams.get('host')
  const port = Number(target.port || target.searchParams.get('port') || 5432)
  const to = () => (folder?.startsWith('/') ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, target.hostname))
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    if (line.state === 'cut') socket.destroy()
    if (line.state !== 'open') return
    const further = to()
    further.on('error', () => socket.destroy())
    sockets.add(further)
    socket.pipe(further).pipe(socket)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = new URL(target)
  url.searchParams.delete('host')
  url.searchParams.delete('port')
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  let state: Line['state'] = 'open'
  const line: Line = {
    url: url.href,
    get state() {
      return state
    },
    set state(next) {
      state = next
      if (next !== 'open') for (const socket of sockets) socket.destroy()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
  return line
}

async function healthOf(url: string): Promise<AsyncDisposable & { app: FastifyInstance }> {
  const database = openDatabase({ url, connectionsMax: 3, onError: () => undefined })
  const app = fastify()
  serveHealth(app, { database, dataDir, metrics: createMetrics() })
  await app.ready()
  return {
    app,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

const ask = async (app: FastifyInstance, path: string) => {
  const answer = await app.inject(path)
  return { status: answer.statusCode, body: answer.json() }
}
const ok = { status: 'ok', checks: { database: 'ok', storage: 'ok' } }

describe('a server whose parts all work', () => {
  test('says so on every address that is asked', async () => {
    await using health = await healthOf(house.appUrl)
    expect(await ask(health.app, '/readyz')).toEqual({ status: 200, body: ok })
    expect(await ask(health.app, '/health')).toEqual({ status: 200, body: ok })
    expect(await ask(health.app, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  })

  test('tells nothing else about itself', async () => {
    await using health = await healthOf(house.appUrl)
    const text = (await health.app.inject('/health')).body
    expect(text).not.toMatch(/postgres|\/tmp|version|node/i)
  })
})

describe('a server whose database goes away', () => {
  test('lives but takes no requests, and takes them again without a restart', async () => {
    await using line = await openLine()
    await using health = await healthOf(line.url)
    expect((await ask(health.app, '/readyz')).status).toBe(200)
    line.state = 'cut'
    expect(await ask(health.app, '/readyz')).toEqual({
      status: 503,
      body: { status: 'failed', checks: { database: 'failed', storage: 'ok' } },
    })
    expect((await ask(health.app, '/healthz')).status).toBe(200)
    line.state = 'open'
    expect((await ask(health.app, '/readyz')).status).toBe(200)
  })

  test('says so in time also when the database does not answer at all', async () => {
    await using line = await openLine()
    await using health = await healthOf(line.url)
    line.state = 'silent'
    const startedMs = performance.now()
    expect((await ask(health.app, '/readyz')).status).toBe(503)
    // Whoever asks waits a few seconds at most; a check that hangs would look like a server that does.
    expect(performance.now() - startedMs).toBeLessThan(8_000)
    expect(performance.now() - startedMs).toBeGreaterThan(1_500)
    line.state = 'cut'
  })
})

describe('a server whose files cannot be written', () => {
  test('takes no requests: what is handed in could not be kept', async () => {
    const gone = await mkdtemp(join(tmpdir(), 'kinfolio-gone-'))
    const app = fastify()
    serveHealth(app, { database: house.database, dataDir: gone, metrics: createMetrics() })
    expect((await ask(app, '/readyz')).status).toBe(200)
    await rm(gone, { recursive: true })
    expect(await ask(app, '/readyz')).toEqual({
      status: 503,
      body: { status: 'failed', checks: { database: 'ok', storage: 'failed' } },
    })
    await app.close()
  })
})

test('the metrics are in the form that scrapers read', async () => {
  await using health = await healthOf(house.appUrl)
  const answer = await health.app.inject('/metrics')
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')])
  expect(answer.body).toContain('# TYPE kinfolio_http_request_duration_seconds histogram')
})
