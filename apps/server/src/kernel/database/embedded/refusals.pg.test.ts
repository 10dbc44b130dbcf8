import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { DatabaseStartError, startEmbeddedDatabase } from './index.ts'
import { maxSocketPathBytes } from './layout.ts'
import { canEnter } from './run-as.ts'
import { query, serveInChild, throwawayFolder } from './throwaway.ts'

const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const somebody = { uid: 65534, gid: 65534 }
const canBecomeSomebody = isRoot && canEnter({ ...somebody, switches: true }, import.meta.dirname)

async function refusal(dataDir: string): Promise<DatabaseStartError> {
  try {
    await using database = await startEmbeddedDatabase({ dataDir, log: () => undefined })
    throw new Error(`it started as ${database.pid}`)
  } catch (error) {
    if (error instanceof DatabaseStartError) return error
    throw error
  }
}

test.each([
  { major: '17', advice: 'Export it with the Kinfolio that made it' },
  { major: '19', advice: 'Start the newer Kinfolio that made it' },
])('a cluster of PostgreSQL $major is named and left alone', async ({ major, advice }) => {
  await using place = await throwawayFolder()
  const cluster = join(place.dataDir, 'postgres', major)
  mkdirSync(cluster, { recursive: true })
  writeFileSync(join(cluster, 'PG_VERSION'), `${major}\n`)
  const error = await refusal(place.dataDir)
  expect(error.reason).toBe('other-version')
  expect(error.message).toContain(`PostgreSQL ${major}; this Kinfolio speaks 18`)
  expect(error.message).toContain(advice)
  expect(error.message).not.toContain('\n')
  expect(readdirSync(place.dataDir, { recursive: true })).toHaveLength(3)
})

test('a newer cluster is not passed over because an older one is there too', async () => {
  await using place = await throwawayFolder()
  mkdirSync(join(place.dataDir, 'postgres', '18'), { recursive: true })
  mkdirSync(join(place.dataDir, 'postgres', '19'), { recursive: true })
  expect((await refusal(place.dataDir)).reason).toBe('other-version')
})

test('a folder 18 whose PG_VERSION says otherwise, or that has none, is left as it is', async () => {
  await using place = await throwawayFolder()
  const cluster = join(place.dataDir, 'postgres', '18')
  mkdirSync(cluster, { recursive: true })
  writeFileSync(join(cluster, 'letters.txt'), 'dear')
  expect((await refusal(place.dataDir)).reason).toBe('not-a-cluster')
  writeFileSync(join(cluster, 'PG_VERSION'), '16\n')
  expect((await refusal(place.dataDir)).reason).toBe('other-version')
  expect(readFileSync(join(cluster, 'letters.txt'), 'utf8')).toBe('dear')
  expect(readdirSync(cluster).toSorted()).toEqual(['PG_VERSION', 'letters.txt'])
})

test('an empty folder 18 is as good as none', async () => {
  await using place = await throwawayFolder()
  mkdirSync(join(place.dataDir, 'postgres', '18'), { recursive: true })
  await using database = await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })
  expect(await query(database.appUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
})

test('when DATA_DIR is too deep for a socket, a short folder is used and named', async () => {
  await using place = await throwawayFolder()
  const dataDir = join(place.dataDir, 'a-long-way-down-'.repeat(8), 'data')
  const lines: string[] = []
  const start = () => startEmbeddedDatabase({ dataDir, log: (line) => lines.push(line) })
  const first = await start()
  const socketDir = new URL(first.appUrl).searchParams.get('host') ?? ''
  try {
    expect(Buffer.byteLength(socketDir)).toBeLessThan(maxSocketPathBytes)
    expect(lines.join('\n')).toContain(`too deep for a socket, which is at ${socketDir}`)
    expect(readdirSync(join(dataDir, 'postgres', '18'))).toContain('PG_VERSION')
    expect(await query(first.appUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }])
    await first.stop()
    await using second = await start()
    expect(second.appUrl).toBe(first.appUrl)
  } finally {
    await first.stop()
    rmSync(socketDir, { recursive: true, force: true })
  }
})

test.runIf(canBecomeSomebody)('a cluster of another user is refused, not taken', async () => {
  await using place = await throwawayFolder()
  mkdirSync(join(place.dataDir, 'postgres', '18'), { recursive: true })
  writeFileSync(join(place.dataDir, 'postgres', '18', 'PG_VERSION'), '18\n')
  const server = await serveInChild({ dataDir: place.dataDir }, somebody)
  expect(server.lines.join('\n')).toContain('belongs to user 0, but Kinfolio runs as user 65534')
})

test.runIf(canBecomeSomebody)('a DATA_DIR that may not be written is named', async () => {
  await using place = await throwawayFolder()
  mkdirSync(place.dataDir)
  chmodSync(place.dataDir, 0o555)
  const server = await serveInChild({ dataDir: place.dataDir }, somebody)
  expect(server.lines.join('\n')).toContain(`The database folder ${place.dataDir} cannot be used (EACCES)`)
})

/** A file system of its own, as small as a full disk. */
function mountSmallDisk(dir: string, size: string): boolean {
  mkdirSync(dir)
  return system('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir)
}

/** PostgreSQL's logger outlives it for a moment, and holds the disk as long. */
async function unmount(dir: string): Promise<void> {
  await vi.waitFor(() => expect(system('umount', dir)).toBe(true), { timeout: 10_000, interval: 50 })
}

function system(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0
}

test.runIf(isRoot && isLinux)('a full disk is called a full disk, at the first start and later', async ({ skip }) => {
  await using place = await throwawayFolder()
  if (!mountSmallDisk(place.dataDir, '20m')) skip('this machine allows no mounts')
  try {
    expect((await refusal(place.dataDir)).reason).toBe('no-space')
    expect(readdirSync(join(place.dataDir, 'postgres'))).toEqual(['log'])
    expect(system('mount', '-o', 'remount,size=80m', place.dataDir)).toBe(true)
    await (await startEmbeddedDatabase({ dataDir: place.dataDir, log: () => undefined })).stop()
    system('dd', 'if=/dev/zero', `of=${join(place.dataDir, 'film.mp4')}`, 'bs=1M')
    const full = await refusal(place.dataDir)
    expect(full.reason).toBe('no-space')
    expect(full.message).toContain('Everything stored so far is untouched')
  } finally {
    await unmount(place.dataDir)
  }
})

test.runIf(isRoot)('somebody else’s folder is not used for the socket', async () => {
  await using place = await throwawayFolder()
  const dataDir = join(place.dataDir, 'a-long-way-down-'.repeat(8), 'data')
  const first = await startEmbeddedDatabase({ dataDir, log: () => undefined })
  await first.stop()
  const socketDir = new URL(first.appUrl).searchParams.get('host') ?? ''
  chownSync(socketDir, 4321, 4321)
  try {
    expect((await refusal(dataDir)).reason).toBe('permission')
  } finally {
    rmSync(socketDir, { recursive: true, force: true })
  }
})
