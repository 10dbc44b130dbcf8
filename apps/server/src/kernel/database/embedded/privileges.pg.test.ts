import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { buildClusterTemplate, startEmbeddedDatabase } from './index.ts'
import { canEnter } from './run-as.ts'
import { findRuntime, prepareRuntime, repairLibraryLinks, type Runtime } from './runtime.ts'
import { killServer, query, serveInChild, throwawayFolder } from './throwaway.ts'

const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const nameless = { uid: 12345, gid: 12345 }
/** Only root can become somebody else, who must then be able to read this checkout. */
const canBecomeNameless = isRoot && isLinux && canEnter({ ...nameless, switches: true }, import.meta.dirname)

/** A copy of PostgreSQL as `npm install --ignore-scripts` leaves it. */
async function copyWithoutLinks(dir: string): Promise<Runtime> {
  const installed = await findRuntime()
  const native = join(dir, 'package', 'native')
  const isNoLink = (path: string): boolean => !lstatSync(path).isSymbolicLink()
  cpSync(installed.dir, native, { recursive: true, filter: isNoLink })
  return { ...installed, dir: native }
}

test.runIf(isRoot && isLinux)('root keeps a database in a folder that only root can enter', async () => {
  await using place = await throwawayFolder({ mode: 0o700 })
  {
    const lines: string[] = []
    await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: (line) => lines.push(line) })
    await query(database.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS id')
    await query(database.adminUrl, 'CHECKPOINT')
    expect(lines.join('\n')).toContain(`inside ${join(place.dataDir, 'postgres')}, whose outer folders stay closed`)
  }
  await using again = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  expect(await query(again.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
  expect(lstatSync(place.dir).mode & 0o777).toBe(0o700)
})

test.runIf(isRoot && isLinux)('an orphan in such a folder is found as well', async () => {
  await using place = await throwawayFolder({ mode: 0o700 })
  const server = await serveInChild({ dataDir: place.dataDir })
  await killServer(server)
  await using next = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  expect(next.pid).toBe(server.database?.pid)
})

test.runIf(isRoot)('under root the cluster belongs to an ordinary user, who stays the same', async () => {
  await using place = await throwawayFolder()
  const cluster = join(place.dataDir, 'postgres', '18')
  mkdirSync(join(place.dataDir, 'postgres'), { recursive: true })
  const start = () => startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await (await start()).stop()
  expect(lstatSync(cluster).uid).toBeGreaterThan(0)
  const everything = readdirSync(cluster, { recursive: true, encoding: 'utf8' }).map((name) => join(cluster, name))
  for (const path of [cluster, ...everything]) chownSync(path, nameless.uid, nameless.gid)
  await (await start()).stop()
  expect(lstatSync(join(cluster, 'global', 'pg_control')).uid).toBe(nameless.uid)
})

test.runIf(isRoot)('a cluster that was restored as root is handed back to an ordinary user', async () => {
  await using place = await throwawayFolder()
  const cluster = join(place.dataDir, 'postgres', '18')
  const start = () => startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  await (await start()).stop()
  const everything = readdirSync(cluster, { recursive: true, encoding: 'utf8' }).map((name) => join(cluster, name))
  for (const path of [cluster, ...everything]) chownSync(path, 0, 0)
  await using again = await start()
  expect(await query(again.appUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
})

test.runIf(isRoot)('a PostgreSQL that only root can read is copied once to where it can be read', async () => {
  await using place = await throwawayFolder()
  const runtime = await copyWithoutLinks(place.dir)
  chmodSync(dirname(runtime.dir), 0o700)
  chmodSync(place.dir, 0o755)
  mkdirSync(place.dataDir, { mode: 0o755 })
  const lines: string[] = []
  const start = () => startEmbeddedDatabase({ dataDir: place.dataDir, runtime, log: (line) => lines.push(line) })
  {
    await using database = await start()
    expect(await query(database.ownerUrl, 'CREATE EXTENSION unaccent')).toEqual([])
  }
  const where = /runs from a copy at (.*)/.exec(lines.join('\n'))?.[1] ?? ''
  expect(existsSync(join(where, 'bin', 'postgres'))).toBe(true)
  const made = lstatSync(where).ctimeMs
  await using database = await start()
  expect(await query(database.ownerUrl, "SELECT unaccent('é') AS plain")).toEqual([{ plain: 'e' }])
  expect(lstatSync(where).ctimeMs).toBe(made)
})

test('library links that npm left out are made before PostgreSQL is started', async () => {
  await using place = await throwawayFolder()
  const runtime = await copyWithoutLinks(place.dir)
  expect(existsSync(join(runtime.dir, 'lib', 'libicui18n.so.60'))).toBe(!isLinux)
  const lines: string[] = []
  await using database = await startEmbeddedDatabase({
    dataDir: place.dataDir,
    runtime,
    log: (line) => lines.push(line),
  })
  expect(lines.join('\n')).toMatch(/\d+ missing library links/)
  expect(await query(database.appUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
  expect(await repairLibraryLinks(runtime)).toBe(0)
})

test.runIf(canBecomeNameless)('a user without a name gets a database from the template', async () => {
  await using place = await throwawayFolder()
  const templateDir = join(place.dir, 'template')
  await buildClusterTemplate({ templateDir, log: () => undefined })
  mkdirSync(place.dataDir)
  chownSync(place.dataDir, nameless.uid, nameless.gid)
  const server = await serveInChild({ dataDir: place.dataDir, templateDir }, nameless)
  expect(server.lines.join('\n')).toContain('user 12345 has no name')
  await query(server.database?.ownerUrl ?? '', 'CREATE TABLE kept AS SELECT 1 AS id')
  expect(lstatSync(join(place.dataDir, 'postgres', '18', 'PG_VERSION'))).toMatchObject(nameless)
  await killServer(server)
  rmSync(templateDir, { recursive: true })
  const again = await serveInChild({ dataDir: place.dataDir, templateDir }, nameless)
  expect(await query(again.database?.ownerUrl ?? '', 'SELECT id FROM kept')).toEqual([{ id: 1 }])
  await killServer(again)
})

test('an image builds the template by running one file', async () => {
  await using place = await throwawayFolder()
  const templateDir = join(place.dir, 'template')
  const built = spawnSync(process.execPath, [join(import.meta.dirname, 'build-cluster-template.ts'), templateDir])
  expect(built.status).toBe(0)
  expect(String(built.stdout)).toContain(`a template for users without a name is at ${templateDir}`)
  expect(readFileSync(join(templateDir, 'PG_VERSION'), 'utf8')).toBe('18\n')
  expect(lstatSync(templateDir).mode & 0o777).toBe(0o755)
  expect(lstatSync(join(templateDir, 'global', 'pg_control')).mode & 0o777).toBe(0o644)
})

test.runIf(canBecomeNameless)('without a template, a user without a name is told what to do', async () => {
  await using place = await throwawayFolder()
  mkdirSync(place.dataDir)
  chownSync(place.dataDir, nameless.uid, nameless.gid)
  const server = await serveInChild({ dataDir: place.dataDir, templateDir: join(place.dir, 'none') }, nameless)
  expect(server.lines.join('\n')).toContain('refused: DatabaseStartError: User 12345 has no name on this machine')
  expect(readdirSync(join(place.dataDir, 'postgres'))).toEqual(['log'])
})

test.runIf(isRoot)('a copy that somebody else put there first is not run', async () => {
  await using place = await throwawayFolder()
  const runtime = await copyWithoutLinks(place.dir)
  chmodSync(dirname(runtime.dir), 0o700)
  const [trap = '', better = ''] = ['trap', 'better'].map((name) => join(place.dir, name))
  const copyName = `kinfolio-postgresql-${runtime.version}-${process.arch}`
  mkdirSync(join(trap, copyName), { recursive: true })
  chownSync(join(trap, copyName), nameless.uid, nameless.gid)
  const input = { installed: runtime, runAs: { ...nameless, switches: true }, places: [place.dataDir, trap, better] }
  mkdirSync(place.dataDir, { mode: 0o700 })
  expect((await prepareRuntime({ log: () => undefined }, input)).dir).toBe(join(better, copyName))
  expect(readdirSync(place.dataDir)).toEqual([])
})

test.runIf(isRoot)('when there is no place for a copy, the line says who cannot read what', async () => {
  await using place = await throwawayFolder()
  const runtime = await copyWithoutLinks(place.dir)
  chmodSync(dirname(runtime.dir), 0o700)
  const input = { installed: runtime, runAs: { ...nameless, switches: true }, places: [] }
  await expect(prepareRuntime({ log: () => undefined }, input)).rejects.toThrow(
    `PostgreSQL at ${runtime.dir} cannot be read by user 12345 and no place was found for a copy`,
  )
})

test.runIf(canBecomeNameless)('an ordinary user keeps a database without any help from root', async () => {
  await using place = await throwawayFolder()
  const nobody = { uid: 65534, gid: 65534 }
  mkdirSync(place.dataDir)
  chownSync(place.dataDir, nobody.uid, nobody.gid)
  const first = await serveInChild({ dataDir: place.dataDir }, nobody)
  await query(first.database?.ownerUrl ?? '', 'CREATE TABLE kept AS SELECT 1 AS id')
  await killServer(first)
  const second = await serveInChild({ dataDir: place.dataDir }, nobody)
  expect(second.database?.pid).toBe(first.database?.pid)
  expect(await query(second.database?.ownerUrl ?? '', 'SELECT id FROM kept')).toEqual([{ id: 1 }])
  await killServer(second)
})
