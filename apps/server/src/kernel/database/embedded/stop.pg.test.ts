import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from './index.ts'
import { stopPostgres, watchPostgres } from './launch.ts'
import { isAlive } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { findRuntime } from './runtime.ts'
import { query, throwawayFolder } from './throwaway.ts'

test('stopping does not wait for sessions that are open, or for a statement that runs', async () => {
  await using place = await throwawayFolder()
  const database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const client = new pg.Client({ connectionString: database.appUrl })
  client.on('error', () => undefined)
  await client.connect()
  const sleeping = client.query('SELECT pg_sleep(60)').catch((error: unknown) => String(error))
  const began = performance.now()
  await Promise.all([database.stop(), database.stop()])
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await sleeping).toMatch(/terminat/)
  expect(isAlive(database.pid)).toBe(false)
})

test('a stop that was asked for is not reported as an unexpected end', async () => {
  await using place = await throwawayFolder()
  const database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await database.stop()
  const outcome = await Promise.race([database.exited, new Promise((resolve) => setTimeout(resolve, 600, 'quiet'))])
  expect(outcome).toBe('quiet')
})

test('when a clean stop hangs it is cut short after its time, and nothing committed is lost', async () => {
  await using place = await throwawayFolder()
  const database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await query(database.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS id')
  const stuck = new pg.Client({ connectionString: database.appUrl })
  stuck.on('error', () => undefined)
  await stuck.connect()
  const { rows } = await stuck.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0]?.pid ?? 0, 'SIGSTOP')
  const home = join(place.dataDir, 'postgres')
  const cluster = join(home, '18')
  const layout = { home, cluster, logs: join(home, 'log'), keys: '', runAs: chooseRunAs(cluster) }
  const lines: string[] = []
  const deps = { runtime: await findRuntime(), layout, log: (line: string) => lines.push(line) }
  await stopPostgres(deps, { postgres: watchPostgres(deps, database.pid), cleanMs: 300 })
  expect(lines).toEqual([`database: process ${database.pid} did not stop within 300 ms of SIGINT`])
  expect(isAlive(database.pid)).toBe(false)
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  expect(await query(next.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
})

test('PostgreSQL is still found and stopped when its folder was removed under it', async () => {
  await using place = await throwawayFolder()
  const database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await rm(place.dataDir, { recursive: true, force: true })
  await database.stop()
  expect(isAlive(database.pid)).toBe(false)
})
