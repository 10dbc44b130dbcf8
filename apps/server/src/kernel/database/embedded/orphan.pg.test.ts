import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startEmbeddedDatabase } from './index.ts'
import { killServer, query, serveInChild, throwawayFolder } from './throwaway.ts'
import { isAlive } from './postmaster.ts'
import { chooseRunAs, spawnIdentity } from './run-as.ts'

/** The house's limit for the gap between `kill -9` and being back. */
const restartGapLimitMs = 5_000
const isLinux = process.platform === 'linux'

test('a database whose server was killed is taken over as it runs', async () => {
  await using place = await throwawayFolder()
  const server = await serveInChild({ dataDir: place.dataDir })
  await query(server.database?.ownerUrl ?? '', 'CREATE TABLE kept AS SELECT 1 AS id')
  await killServer(server)
  expect(isAlive(server.database?.pid ?? 0)).toBe(true)
  const lines: string[] = []
  const began = performance.now()
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
  expect(performance.now() - began).toBeLessThan(restartGapLimitMs)
  expect(next.pid).toBe(server.database?.pid)
  expect(lines.join('\n')).toContain('outlived its server and is taken over')
  expect(await query(next.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
})

test('one that was taken over follows the access rules of this version', async () => {
  await using place = await throwawayFolder()
  const server = await serveInChild({ dataDir: place.dataDir })
  await killServer(server)
  const rules = join(place.dataDir, 'postgres', '18', 'pg_hba.conf')
  await writeFile(rules, `${await readFile(rules, 'utf8')}local all other trust\n`)
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  expect(await query(next.adminUrl, 'SELECT count(*)::int AS rules FROM pg_hba_file_rules')).toEqual([{ rules: 2 }])
})

test('one that was taken over is stopped cleanly and tells when it dies, like one of our own', async () => {
  await using place = await throwawayFolder()
  const first = await serveInChild({ dataDir: place.dataDir })
  await killServer(first)
  {
    await using adopted = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
    expect(adopted.pid).toBe(first.database?.pid)
  }
  expect(isAlive(first.database?.pid ?? 0)).toBe(false)
  const second = await serveInChild({ dataDir: place.dataDir })
  await killServer(second)
  await using adopted = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  process.kill(adopted.pid, 'SIGKILL')
  expect(await adopted.exited).toBe(`PostgreSQL (process ${adopted.pid}) ended`)
})

test.runIf(isLinux)('one that runs with other settings is ended and started again', async () => {
  await using place = await throwawayFolder()
  const server = await serveInChild({ dataDir: place.dataDir, maxConnections: 33 })
  await killServer(server)
  const lines: string[] = []
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
  expect(next.pid).not.toBe(server.database?.pid)
  expect(lines.join('\n')).toContain('is replaced')
  expect(await query(next.adminUrl, 'SHOW max_connections')).toEqual([{ max_connections: '60' }])
})

test('a second server on the same DATA_DIR is refused in one line that names the first', async () => {
  await using place = await throwawayFolder()
  await using first = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const second = await serveInChild({ dataDir: place.dataDir })
  expect(second.database).toBeUndefined()
  // A checkout that only root can enter has its programs copied first, and says so, once.
  const [said, ofCopy] = [false, true].map((wanted) =>
    second.lines.filter((line) => line.startsWith('database: PostgreSQL runs from a copy at ') === wanted),
  )
  expect(ofCopy?.length).toBeLessThanOrEqual(1)
  expect(said).toEqual([
    `refused: DatabaseStartError: Another Kinfolio server (process ${process.pid}) is using ${place.dataDir}. Everything stored so far is untouched. Stop it first, or give this one its own DATA_DIR.`,
  ])
  expect(await query(first.appUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
})

test('of two servers that start at the same moment on an empty DATA_DIR exactly one serves', async () => {
  await using place = await throwawayFolder()
  const servers = await Promise.all([serveInChild(place), serveInChild(place)])
  const serving = servers.filter((server) => server.database !== undefined)
  const refused = servers.filter((server) => server.database === undefined)
  expect(serving).toHaveLength(1)
  expect(refused[0]?.lines.at(-1)).toContain('is using')
  expect(await query(serving[0]?.database?.appUrl ?? '', 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
  for (const server of serving) await killServer(server)
})

test('when PostgreSQL is killed, `exited` says so, and the next start replays what was committed', async () => {
  await using place = await throwawayFolder()
  const database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await query(database.ownerUrl, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id')
  process.kill(database.pid, 'SIGKILL')
  expect(await database.exited).toBe(`PostgreSQL (process ${database.pid}) ended by SIGKILL`)
  await database.stop()
  const lines: string[] = []
  const began = performance.now()
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
  expect(performance.now() - began).toBeLessThan(restartGapLimitMs)
  expect(lines.join('\n')).toContain('the last stop was not a clean one')
  expect(await query(next.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }])
})

test('a crash of one of its processes is survived, and the cluster stays ours', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const [backend] = await query(
    database.adminUrl,
    "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'kinfolio %'",
  )
  process.kill(Number(backend?.['pid']), 'SIGKILL')
  await vi.waitFor(async () => {
    const holders = await query(database.adminUrl, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")
    expect(holders).toHaveLength(1)
    expect(holders[0]?.['pid']).not.toBe(backend?.['pid'])
  }, 10_000)
  const second = await serveInChild({ dataDir: place.dataDir })
  expect(second.lines.at(-1)).toContain(`Another Kinfolio server (process ${process.pid})`)
})

test('a postmaster.pid whose process id now belongs to another program is not believed', async () => {
  await using place = await throwawayFolder()
  const cluster = join(place.dataDir, 'postgres', '18')
  {
    await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
    await query(database.ownerUrl, 'CREATE TABLE kept ()')
  }
  // PostgreSQL looks no further than the user of that process, so it has to be the same one.
  const other = spawn('sleep', ['60'], spawnIdentity(chooseRunAs(cluster)))
  const stale = [other.pid, cluster, 1_700_000_000, 5432, '..', '', '  1234567  7', 'ready   ', ''].join('\n')
  await writeFile(join(cluster, 'postmaster.pid'), stale)
  await writeFile(join(place.dataDir, 'postgres', '.s.PGSQL.5432.lock'), stale)
  try {
    await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
    expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([])
    expect(isAlive(other.pid ?? 0)).toBe(true)
  } finally {
    other.kill()
  }
})

test('SIGTERM to a server stops its database cleanly', async () => {
  await using place = await throwawayFolder()
  const server = await serveInChild({ dataDir: place.dataDir })
  const ended = new Promise((resolve) => server.child.once('exit', resolve))
  server.child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(isAlive(server.database?.pid ?? 0)).toBe(false)
  expect(existsSync(join(place.dataDir, 'postgres', '18', 'postmaster.pid'))).toBe(false)
})
