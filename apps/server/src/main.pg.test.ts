import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { getJob, getSetup, login, uploadFiles } from '@kinfolio/contracts'
import { writeNotebook } from '@kinfolio/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { onDatabase } from '../test/cluster.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { OWNER, type ServerOptions, startServerProcess } from '../test/server-process.ts'
import { SWEEP } from './kernel/database/index.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-main-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

type Ended = { code: number | null; out: string; err: string }

/** Runs the program as `npm start` does, until it ends by itself. */
async function run(env: Record<string, string>, args: string[] = []): Promise<Ended> {
  const base = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), PORT: '0', LOG_LEVEL: 'silent' }
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...base, DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.on('close', resolve)
  return { code: await promise, ...said }
}

function expectOneLine({ code, out, err }: Ended, words: RegExp): void {
  expect({ code, out, lines: err.trimEnd().split('\n').length, err }).toEqual({ code: 1, out: '', lines: 1, err })
  expect(err).toMatch(words)
}

/** Runs on the cluster of the tests, with the two roles of a real installation; nothing of it is embedded. */
function onCluster(test_: TestDatabase, options: ServerOptions = {}): ServerOptions {
  const env = { DATABASE_URL: test_.appUrl, DATABASE_OWNER_URL: test_.ownerUrl, DATABASE_DIRECT_URL: test_.directUrl }
  return { ...options, env: { ...env, ...options.env } }
}

async function post(address: string, body: object): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, body: await answer.json() }
}
const signIn = async (url: string, who: { email: string; password: string }) => post(`${url}${login.path}`, who)
async function isSetUpNeeded(url: string): Promise<boolean> {
  return getSetup.answer.parse(await (await fetch(`${url}${getSetup.path}`)).json()).is_needed
}

describe('a start with a wrong setting', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['half an owner', { ADMIN_EMAIL: 'ada@example.org' }, /^ADMIN_EMAIL and ADMIN_PASSWORD: /],
    ['a file that is not there', { HOST_FILE: '/nowhere/host' }, /^HOST_FILE: ENOENT/],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://a:secret@localhost:1/c' },
      /^DATABASE_URL: the database cannot be used \(.*ECONNREFUSED/,
    ],
    ['a folder that cannot be', { DATA_DIR: '/dev/null/data' }, /^DATA_DIR: ENOTDIR/],
  ])('ends with one line that names it: %s', async (_what, env, words) => {
    const ended = await run(env)
    expectOneLine(ended, words)
    expect(ended.err).not.toContain('secret')
  })

  test('names an option that nobody knows', async () => {
    expectOneLine(await run({}, ['--deom']), /^unknown option --deom/)
  })

  test('begins nothing: no database is made', async () => {
    const dataDir = join(folder, 'never')
    await run({ DATA_DIR: dataDir, SERVE: 'everything' })
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    expect(existsSync(join(dataDir, 'keys'))).toBe(false)
  })

  test('names which of several database addresses is wrong, by a real server’s own words', async () => {
    await using house = await openTestDatabase()
    const nowhere = onDatabase(house.ownerUrl, 'no_such_database')
    expectOneLine(
      await run({ DATABASE_URL: house.appUrl, DATABASE_OWNER_URL: nowhere }),
      /^DATABASE_OWNER_URL: .*"no_such_database" does not exist/,
    )
  })

  test('refuses a weak password of the owner before anybody can sign in with it', async () => {
    await using house = await openTestDatabase()
    const weak = { DATABASE_URL: house.appUrl, DATABASE_OWNER_URL: house.ownerUrl, ADMIN_EMAIL: 'ada@example.org' }
    expectOneLine(await run({ ...weak, ADMIN_PASSWORD: 'short' }), /^ADMIN_PASSWORD: The password is too short/)
  })

  test('names an address that is not this machine’s', async () => {
    await using house = await openTestDatabase()
    const env = { DATABASE_URL: house.appUrl, DATABASE_OWNER_URL: house.ownerUrl, HOST: '192.0.2.1' }
    expectOneLine(await run(env), /^HOST and PORT: .*EADDRNOTAVAIL/)
  })

  test('says that the port is taken', async () => {
    await using house = await openTestDatabase()
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => taken.once('listening', listening))
    const { port } = taken.address() as { port: number }
    const ended = await run({ DATABASE_URL: house.appUrl, DATABASE_OWNER_URL: house.ownerUrl, PORT: String(port) })
    expectOneLine(ended, new RegExp(`^HOST and PORT: .*EADDRINUSE.*${port}`))
    taken.close()
  })

  test('refuses a database that a newer version has worked on', async () => {
    await using house = await openTestDatabase()
    const owner = new pg.Client({ connectionString: house.ownerUrl })
    await owner.connect()
    await owner.query("insert into schema_history (name, sha256) values ('9999-future', 'x')")
    await owner.end()
    expectOneLine(
      await run({ DATABASE_URL: house.appUrl, DATABASE_OWNER_URL: house.ownerUrl }),
      /^the database has step 9999-future.*start the newer version/,
    )
  })
})

describe('the owner', () => {
  test('whom the configuration names is created once, and the configuration changes nothing later', async () => {
    await using house = await openTestDatabase()
    const secret = join(folder, 'password')
    await writeFile(secret, `${OWNER.password}\n`)
    const named = { ADMIN_EMAIL: OWNER.email, ADMIN_NAME: OWNER.name, ADMIN_PASSWORD_FILE: secret }
    await using server = await startServerProcess(onCluster(house, { env: named }))
    expect([server.setupCode, await isSetUpNeeded(server.url)]).toEqual([undefined, false])
    const first = await signIn(server.url, OWNER)
    expect(first).toMatchObject({ status: 200, body: { user: { name: OWNER.name, email: OWNER.email } } })

    await writeFile(secret, 'quite another password')
    await server.end('SIGTERM')
    await server.restart()
    expect((await signIn(server.url, OWNER)).body).toMatchObject({ user: { name: OWNER.name } })
    expect((await signIn(server.url, { ...OWNER, password: 'quite another password' })).status).toBe(401)
  })

  test('comes by the printed code otherwise, which stays the same until it is used', async () => {
    await using house = await openTestDatabase()
    await using server = await startServerProcess(onCluster(house))
    expect(server.setupCode).toMatch(/^([A-Z2-9]{4}-){2}[A-Z2-9]{4}$/)
    expect(await isSetUpNeeded(server.url)).toBe(true)
    await server.end('SIGTERM')
    await server.restart()
    const printed = [...server.log.matchAll(/Set-up code: +(\S+)/g)].map(([, code]) => code)
    expect(printed).toEqual([server.setupCode, server.setupCode])

    const { name, email, password } = OWNER
    const wrong = await post(`${server.url}/api/setup`, { code: 'AAAA-AAAA-AAAA', name, email, password })
    expect(wrong.status).toBe(403)
    const right = await post(`${server.url}/api/setup`, { code: server.setupCode, name, email, password })
    expect([right.status, await isSetUpNeeded(server.url)]).toEqual([201, false])
    await server.end('SIGTERM')
    await server.restart()
    expect([...server.log.matchAll(/Set-up code/g)]).toHaveLength(2)
  })
})

describe('an end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s is clean, and says nothing', async (signal) => {
    await using house = await openTestDatabase()
    await using server = await startServerProcess(onCluster(house))
    const before = server.log
    process.kill(server.pid, signal)
    // A second signal, of an impatient person, changes nothing.
    process.kill(server.pid, signal)
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null })
    expect(server.log).toBe(before)
  })

  test('lets a request that is under way have its answer, and takes no new one', async () => {
    await using house = await openTestDatabase()
    await using server = await startServerProcess(onCluster(house, { hasOwner: true }))
    // A password takes its time to check: the signal arrives meanwhile.
    const underWay = signIn(server.url, OWNER)
    await sleep(30)
    const ended = server.end('SIGTERM')
    expect((await underWay).status).toBe(200)
    expect((await ended).code).toBe(0)
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  })
})

describe('a second server', () => {
  test('on the same folder ends with one line, and the first goes on', async () => {
    await using server = await startServerProcess({ hasOwner: true })
    const second = await run({ DATA_DIR: server.dataDir })
    expectOneLine(second, /another|already|in use/i)
    expect((await signIn(server.url, OWNER)).status).toBe(200)
    // A clean end of the embedded database: it starts again without recovery, and everything is there.
    expect((await server.end('SIGTERM')).code).toBe(0)
    await server.restart()
    expect((await signIn(server.url, OWNER)).status).toBe(200)
  })
})

/** Nothing is written on its page: drawing it is all there is to do. */
async function handInEmptyPage(url: string) {
  const { access_token: token } = login.answer.parse((await signIn(url, OWNER)).body)
  const headers = { authorization: `Bearer ${token}` }
  const form = new FormData()
  for (const { path, bytes } of writeNotebook({ title: 'Empty', pages: [{}], seed: 'empty' })) {
    form.append('files', new Blob([new Uint8Array(bytes)]), path)
  }
  const sent = await fetch(`${url}${uploadFiles.path}`, { method: 'POST', headers, body: form })
  return { job_id: uploadFiles.answer.parse(await sent.json()).job_id, headers }
}

describe('roles of processes', () => {
  test('share one database: the web takes work, and a worker does it', async () => {
    await using house = await openTestDatabase()
    await using web = await startServerProcess(onCluster(house, { hasOwner: true, env: { SERVE: 'web' } }))
    const { job_id, headers } = await handInEmptyPage(web.url)
    const job = async () =>
      getJob.answer.parse(await (await fetch(`${web.url}/api/jobs/${job_id}`, { headers })).json())
    await sleep(500)
    expect((await job()).progress.done).toBe(0)

    await using worker = await startServerProcess(onCluster(house, { env: { SERVE: 'worker', DATA_DIR: web.dataDir } }))
    while ((await job()).state !== 'done') await sleep(50)
    const { done, total } = (await job()).progress
    expect([total > 0, done]).toEqual([true, total])

    // A worker answers whether it lives and how it does, and nothing of what it works on.
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect([path, (await fetch(`${worker.url}${path}`)).status]).toEqual([path, 200])
    }
    for (const path of ['/api/jobs', '/api/documents', '/dashboard', '/problems/not-found']) {
      expect([path, (await fetch(`${worker.url}${path}`, { headers })).status]).toEqual([path, 404])
    }
  })
})

test('a server that draws otherwise than the one before draws the pages again by itself', async () => {
  await using house = await openTestDatabase()
  await using server = await startServerProcess(onCluster(house, { hasOwner: true }))
  const drawings = async (): Promise<number[]> =>
    house.database.read(SWEEP, async (db) => {
      const rows = await db.selectFrom('drawings').select('renderer_version').orderBy('renderer_version').execute()
      return rows.map((row) => row.renderer_version)
    })
  await handInEmptyPage(server.url)
  await expect.poll(drawings, { timeout: 30_000 }).toHaveLength(1)
  const [now = 0] = await drawings()
  await server.end('SIGTERM')
  await house.database.write(SWEEP, async (tx) =>
    tx
      .updateTable('drawings')
      .set({ renderer_version: now - 1 })
      .execute(),
  )
  await server.restart()
  await expect.poll(drawings, { timeout: 30_000 }).toEqual([now - 1, now])
})

test('what listens is what was asked for, and the health of it is told', async () => {
  await using house = await openTestDatabase()
  await using server = await startServerProcess(onCluster(house))
  // Told by the name of this machine, where browsers make passkeys.
  expect(server.told).toBe(`http://localhost:${new URL(server.url).port}`)
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({
    status: 'ok',
    checks: { database: 'ok', storage: 'ok' },
  })
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  for (const name of [
    'http_request_duration_seconds',
    'db_connections',
    'db_connections_waiting',
    'websocket_connections',
  ]) {
    expect(metrics).toMatch(new RegExp(`^kinfolio_${name}`, 'm'))
  }
  // The cluster of the tests is the one it works on: nothing was embedded beside it.
  expect(existsSync(join(server.dataDir, 'postgres'))).toBe(false)
  expect(inject('cluster').appUrl).not.toBe(house.appUrl)
})
