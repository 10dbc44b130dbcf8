import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeWorkerUtils } from 'graphile-worker'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from './index.ts'
import { query, throwawayFolder } from './throwaway.ts'

/** DESIGN §7 allows two seconds for the whole server after a clean stop. */
const cleanStartLimitMs = 2_000

test('a first start makes the cluster, and what was committed is there after the next', async () => {
  await using place = await throwawayFolder()
  const lines: string[] = []
  {
    await using first = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
    await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 'a letter' AS what")
  }
  const began = performance.now()
  await using second = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
  expect(performance.now() - began).toBeLessThan(cleanStartLimitMs)
  expect(await query(second.ownerUrl, 'SELECT what FROM kept')).toEqual([{ what: 'a letter' }])
  expect(lines.filter((line) => line.includes('taken over') || line.includes('not a clean'))).toEqual([])
})

test('the cluster, its socket and its logs are in DATA_DIR, where only their owner may look', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const home = join(place.dataDir, 'postgres')
  expect(lstatSync(home).mode & 0o777).toBe(0o700)
  expect(lstatSync(join(home, '18')).mode & 0o777).toBe(0o700)
  expect(lstatSync(join(home, '.s.PGSQL.5432')).isSocket()).toBe(true)
  expect(lstatSync(join(home, '18', 'postmaster.pid')).uid).not.toBe(0)
  expect(readdirSync(join(home, 'log')).some((name) => /^postgres-\w{3}\.log$/.test(name))).toBe(true)
  expect(new URL(database.appUrl).searchParams.get('host')).toBe(home)
})

test('it is set up for safety first and for little memory', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses', 'TimeZone']
  const rows = await query(
    database.adminUrl,
    `SELECT name, setting FROM pg_settings WHERE name IN (${names.map((name) => `'${name}'`).join()})`,
  )
  expect(Object.fromEntries(rows.map((row) => [row['name'], row['setting']]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    listen_addresses: '',
    TimeZone: 'UTC',
  })
  expect(
    await query(
      database.appUrl,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
       FROM pg_database WHERE datname = current_database()`,
    ),
  ).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }])
})

test('the owner has what migrations need without being a superuser', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await query(
    database.ownerUrl,
    `CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent;
     CREATE ROLE kinfolio_definer NOLOGIN; GRANT CREATE ON SCHEMA public TO kinfolio_definer;
     CREATE FUNCTION seven() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 7';
     ALTER FUNCTION seven() OWNER TO kinfolio_definer;
     GRANT EXECUTE ON FUNCTION seven() TO kinfolio_app`,
  )
  expect(await query(database.appUrl, "SELECT seven(), unaccent('Élan') AS plain, 'cat' % 'cats' AS near")).toEqual([
    { seven: 7, plain: 'Elan', near: true },
  ])
  expect(
    await query(
      database.adminUrl,
      `SELECT rolname, rolsuper OR rolbypassrls OR rolreplication AS is_mighty FROM pg_roles
       WHERE rolname LIKE 'kinfolio%' ORDER BY 1`,
    ),
  ).toEqual([
    { rolname: 'kinfolio_app', is_mighty: false },
    { rolname: 'kinfolio_definer', is_mighty: false },
    { rolname: 'kinfolio_owner', is_mighty: false },
  ])
})

test('the app role can neither make tables nor enter the databases beside its own', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await expect(query(database.appUrl, 'CREATE TABLE mine ()')).rejects.toThrow(/permission denied for schema public/)
  const elsewhere = database.appUrl.replace('/kinfolio?', '/postgres?')
  await expect(query(elsewhere, 'SELECT 1')).rejects.toThrow(/permission denied for database/)
})

test('graphile-worker works with the owner connection string', async () => {
  await using place = await throwawayFolder()
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  const pgPool = new pg.Pool({ connectionString: database.ownerUrl })
  // A pool stops listening to a connection while closing it; PostgreSQL stopping just then would end the process.
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  const worker = await makeWorkerUtils({ pgPool })
  await worker.migrate()
  const job = await worker.addJob('read_page', { page: 1 })
  await worker.release()
  await pgPool.end()
  expect(job.task_identifier).toBe('read_page')
})

test('over TCP, as on Windows, only the generated passwords open the door', async () => {
  await using place = await throwawayFolder()
  const start = () => startEmbeddedDatabase({ dataDir: place.dataDir, transport: 'tcp', log: () => undefined })
  {
    await using database = await start()
    await query(database.ownerUrl, 'CREATE TABLE kept (id int)')
    const wrong = database.appUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  }
  for (const name of ['database-admin', 'database-owner', 'database-app']) {
    expect(lstatSync(join(place.dataDir, 'keys', name)).mode & 0o777).toBe(0o600)
  }
  await using again = await start()
  expect(await query(again.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }])
  expect(readdirSync(join(place.dataDir, 'postgres')).filter((name) => name.includes('secret'))).toEqual([])
})

test('a start that is given up leaves nothing running', async () => {
  await using place = await throwawayFolder()
  const signal = AbortSignal.abort(new Error('Ctrl-C'))
  await expect(startEmbeddedDatabase({ dataDir: place.dataDir, signal, log: () => undefined })).rejects.toThrow(
    'Ctrl-C',
  )
  expect(readdirSync(join(place.dataDir, 'postgres', '18'))).not.toContain('postmaster.pid')
})
